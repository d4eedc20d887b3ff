/// Where a file or a directory of a share is: the names of the directories on the way, and its own.
struct FilePath: Sendable {
  /// Empty for the share's root.
  let names: [FileName]

  /// - Parameter keepsTrailingDots: Dots at the end of names are dropped otherwise, as Windows does.
  init(_ text: String, keepsTrailingDots: Bool) throws(StorageFault) {
    var names: [FileName] = []
    for part in text.utf8.split(separator: UInt8(ascii: "/")) {
      var name = Substring(part)
      if !keepsTrailingDots, name != ".", name != ".." {
        while name.utf8.last == UInt8(ascii: ".") { name = Substring(name.utf8.dropLast()) }
      }
      let found = FileName(String(name))
      guard found.isAllowed else { throw .invalidResourceName }
      names.append(found)
    }
    guard names.count <= 250, text.utf16.count <= 2048 else { throw .invalidResourceName }
    self.names = names
  }

  var parent: ArraySlice<FileName> { names.dropLast() }

  var text: String { names.map(\.text).joined(separator: "/") }
}
