/// Where this checkout's own files are.
enum Checkout {
  static let root: String = {
    var names = #filePath.split(separator: "/")
    names.removeLast(4)
    return "/" + names.joined(separator: "/")
  }()
}
