internal import CElastoSystem
internal import Glibc

extension MetadataReader {
  /// A symbolic link's target, in whatever bytes.
  public func linkTarget(of name: [UInt8], in directory: OpenDirectory) throws(FileSystemError) -> [UInt8] {
    let room = valueBuffer
    let count = name.withName { name in
      guard let target = room.baseAddress?.assumingMemoryBound(to: CChar.self) else { return -1 }
      return readlinkat(directory.descriptor, name, target, room.count)
    }
    guard count >= 0 else {
      throw FileSystemError(errno: errno, "cannot read the link", at: directory.path.path(of: name))
    }
    return Array(room.prefix(count))
  }

  /// No call takes a directory's descriptor and a name for attributes, but the kernel shows the descriptor as a folder.
  func preparePath(to name: [UInt8], in directory: OpenDirectory) {
    if prefix.descriptor != directory.descriptor {
      var length = 0
      for byte in "/proc/self/fd/\(directory.descriptor)/".utf8 {
        pathBuffer[length] = CChar(bitPattern: byte)
        length += 1
      }
      prefix = (directory.descriptor, length)
    }
    // A longer name than there is room for is no name of a file, and as a path that is cut it is not found.
    let count = min(name.count, Self.pathRoom - prefix.length - 1)
    name.withUnsafeBytes { name in
      if let source = name.baseAddress { memcpy(pathBuffer + prefix.length, source, count) }
    }
    pathBuffer[prefix.length + count] = 0
  }

  /// The attributes' names; `nil` where there are none or the file system has no such thing.
  func listNames(
    of file: AttributedFile, at location: () -> FileSystemPath
  ) throws(FileSystemError) -> [[UInt8]]? {
    let list = listBuffer.baseAddress?.assumingMemoryBound(to: CChar.self)
    var count = 0
    for room in [Self.usualRoom, Self.largestRoom] {
      count =
        switch file {
        case .path: elasto_llistxattr(pathBuffer, list, room)
        case .descriptor(let descriptor): elasto_flistxattr(descriptor, list, room)
        }
      if count >= 0 || errno != ERANGE { break }
    }
    if count == 0 { return nil }
    if count > 0 {
      return listBuffer[..<count].split(separator: 0).map { Array($0) }
    }
    if errno == EOPNOTSUPP { return nil }
    throw FileSystemError(errno: errno, "cannot list the extended attributes", at: location())
  }

  /// One attribute's value; `nil` where it is gone or cannot be read, which `failed` is told.
  func readValue(of name: [UInt8], _ file: AttributedFile, failed: (Int32) -> Void) -> [UInt8]? {
    let value = valueBuffer.baseAddress
    for room in [Self.usualRoom, Self.largestRoom] {
      let count = name.withName { name in
        switch file {
        case .path: elasto_lgetxattr(pathBuffer, name, value, room)
        case .descriptor(let descriptor): elasto_fgetxattr(descriptor, name, value, room)
        }
      }
      if count >= 0 { return Array(valueBuffer.prefix(count)) }
      if errno == ERANGE { continue }
      if errno != ENODATA, errno != EOPNOTSUPP { failed(errno) }
      return nil
    }
    failed(ERANGE)
    return nil
  }
}
