/// The rules that every key obeys, whatever the store.
///
/// Keys are compared by their bytes: Swift's own comparison of `String` treats different normal forms as one.
package enum ObjectKey {
  /// Throws `.invalidKey` unless `key` is a `/`-separated sequence of components, each neither empty, `.` nor `..`,
  /// none with a NUL.
  package static func validate(_ key: String, in store: String) throws(StoreError) {
    guard let fault = fault(in: key) else { return }
    throw StoreError(
      .invalidKey, "\(quoted(key)) cannot be a key: \(fault). Choose another name.", location: store)
  }

  /// Whether `validate` lets `key` pass.
  package static func isValid(_ key: String) -> Bool { fault(in: key) == nil }

  /// True where `left` comes before `right` in every listing.
  package static func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
  }

  /// Whether the bytes of `key` begin with those of `prefix`.
  package static func hasPrefix(_ key: String, _ prefix: String) -> Bool {
    key.utf8.starts(with: prefix.utf8)
  }

  private static func fault(in key: String) -> String? {
    var component = 0
    var dots = 0
    for byte in key.utf8 {
      switch byte {
      case 0: return "it holds a NUL"
      case UInt8(ascii: "/"):
        if let fault = faultOfComponent(length: component, dots: dots) { return fault }
        component = 0
        dots = 0
      default:
        component += 1
        if byte == UInt8(ascii: ".") { dots += 1 }
      }
    }
    return faultOfComponent(length: component, dots: dots)
  }

  private static func faultOfComponent(length: Int, dots: Int) -> String? {
    if length == 0 { return "a part of it between slashes is empty" }
    if length == dots, length <= 2 { return "it has \(length == 1 ? "." : "..") as a part" }
    return nil
  }

  private static func quoted(_ key: String) -> String { key.debugDescription }
}
