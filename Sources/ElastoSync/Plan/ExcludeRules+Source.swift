import Manifest

extension ExcludeRules {
  /// What a source's entry in the manifest leaves out. Throws `.failed` for a pattern that is none, or a file of
  /// patterns that cannot be read.
  init(_ source: PathSource) throws(RunError) {
    let place = "source \(source.name)"
    var options = ExcludeRules.Options()
    options.patterns = source.exclude
    for file in source.excludeFiles { options.patterns += try Self.lines(of: file.text, at: place) }
    options.ifPresent = source.excludeIfPresent
    options.caches = source.excludeCaches
    options.oneFileSystem = source.oneFileSystem
    options.largerThan = source.excludeLargerThan.map { Int64(clamping: $0.bytes) }
    do {
      try self.init(options)
    } catch {
      throw RunError(.failed, "\(error)", location: place, cause: error)
    }
  }

  /// Without empty lines and those that begin with `#`.
  private static func lines(of path: String, at place: String) throws(RunError) -> [String] {
    let bytes: [UInt8]
    do {
      let file = try FileDescriptor.reading(path)
      bytes = try file.read(Int(try file.size()), at: 0)
    } catch {
      throw RunError(
        .failed, "\(path), a file of exclude patterns, cannot be read: \(error.reason)", location: place)
    }
    return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
      .filter { !$0.isEmpty && !$0.hasPrefix("#") }
  }
}
