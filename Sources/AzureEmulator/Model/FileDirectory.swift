/// A directory of a share, with all that is in it: a value, so that a snapshot of a share is a copy of its root.
struct FileDirectory: Sendable {
  var traits: FileTraits
  private(set) var directories: [FileName: FileDirectory] = [:]
  private(set) var files: [FileName: StoredFile] = [:]
  private var order: [FileName]?

  init(_ traits: FileTraits) { self.traits = traits }

  var isEmpty: Bool { directories.isEmpty && files.isEmpty }

  func has(_ name: FileName) -> Bool { directories[name] != nil || files[name] != nil }

  func directory(_ path: ArraySlice<FileName>) -> FileDirectory? {
    guard let name = path.first else { return self }
    return directories[name]?.directory(path.dropFirst())
  }

  func file(_ path: FilePath) -> StoredFile? {
    path.names.last.flatMap { directory(path.parent)?.files[$0] }
  }

  /// Changes a directory below this one where it lies.
  mutating func withDirectory<Result>(
    _ path: ArraySlice<FileName>, _ body: (inout FileDirectory) throws(StorageFault) -> Result
  ) throws(StorageFault) -> Result {
    guard let name = path.first else { return try body(&self) }
    guard let index = directories.index(forKey: name) else { throw .parentNotFound }
    return try directories.values[index].withDirectory(path.dropFirst(), body)
  }

  /// Changes a file of this directory where it lies.
  mutating func withFile<Result>(
    _ name: FileName, _ body: (inout StoredFile) throws(StorageFault) -> Result
  ) throws(StorageFault) -> Result {
    guard let index = files.index(forKey: name) else {
      throw directories[name] == nil ? .resourceNotFound : .resourceTypeMismatch
    }
    return try body(&files.values[index])
  }

  mutating func put(_ file: StoredFile, _ name: FileName) {
    if files.updateValue(file, forKey: name) == nil { order = nil }
  }

  mutating func put(_ directory: FileDirectory, _ name: FileName) {
    if directories.updateValue(directory, forKey: name) == nil { order = nil }
  }

  mutating func removeFile(_ name: FileName) -> StoredFile? {
    order = nil
    return files.removeValue(forKey: name)
  }

  mutating func removeDirectory(_ name: FileName) -> FileDirectory? {
    order = nil
    return directories.removeValue(forKey: name)
  }

  /// The names of files and directories together, ascending.
  mutating func names() -> [FileName] {
    if let order { return order }
    let sorted = (Array(files.keys) + Array(directories.keys)).sorted()
    order = sorted
    return sorted
  }

  /// Bytes of all files below.
  var usage: Int64 {
    files.values.reduce(0) { $0 + $1.content.length } + directories.values.reduce(0) { $0 + $1.usage }
  }
}
