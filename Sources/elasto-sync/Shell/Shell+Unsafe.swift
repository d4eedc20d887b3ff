import Glibc

/// What this machine's folders hold. Blocks.
extension Shell {
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// At most so many names are looked at for one completion.
  private static var limit: Int { 100_000 }

  /// The names in a folder that begin so, folders with a slash at their end. Hidden ones where a dot was typed.
  static func entries(of folder: String, beginning start: String) -> [String] {
    guard let listing = opendir(folder) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    var count = 0
    while let entry = readdir(listing), count < limit {
      count += 1
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard name.utf8.starts(with: start.utf8), name != ".", name != "..", !name.hasPrefix(".") || start.hasPrefix(".")
      else { continue }
      names.append(isFolder("\(folder)/\(name)") ? "\(name)/" : name)
    }
    return names
  }
}
