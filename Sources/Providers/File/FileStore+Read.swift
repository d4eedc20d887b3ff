import Glibc

extension FileStore {
  static let pieceSize = 256 << 10

  public func open(_ key: String) throws(StoreError) -> LocalObject {
    try validate(key)
    let root = try rootFolder()
    do throws(SystemError) {
      // A fifo in the folder must not make this wait for a writer.
      let descriptor = try FileDescriptor.open(key, at: root, O_RDONLY | O_NONBLOCK | O_NOCTTY)
      let status = try descriptor.status()
      guard status.isRegular else { throw SystemError(number: ENOENT) }
      return LocalObject(
        descriptor: descriptor, info: ObjectInfo(key: key, status: status), location: location(key))
    } catch {
      throw readError(error, while: "opening the file", key)
    }
  }

  /// The blocking part of `head`.
  func status(of key: String) throws(StoreError) -> ObjectInfo {
    try validate(key)
    let root = try rootFolder()
    var status = stat()
    do throws(SystemError) {
      _ = try SystemError.check { fstatat(root, key, &status, 0) }
    } catch {
      throw readError(error, while: "looking up the file", key)
    }
    guard status.isRegular else { throw missing(key) }
    return ObjectInfo(key: key, status: status)
  }

  /// The blocking part of `get`.
  func read(
    _ key: String, range: Range<Int64>?, to sink: any ByteSink, _ flag: CancellationFlag
  ) throws(StoreError) -> ObjectInfo {
    let object = try open(key)
    let size = object.info.size
    let range = range ?? 0..<size
    guard range.lowerBound >= 0, range.upperBound <= size else {
      throw StoreError(range, outside: size, location: location(key))
    }
    if let collecting = sink as? CollectingSink {
      try collecting.append(count: Int(range.upperBound - range.lowerBound)) { buffer throws(StoreError) in
        try object.read(at: range.lowerBound, into: buffer)
      }
      return object.info
    }
    let capacity = Int(min(Int64(Self.pieceSize), range.upperBound - range.lowerBound))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    defer { buffer.deallocate() }
    var offset = range.lowerBound
    while offset < range.upperBound {
      if flag.isCancelled { throw StoreError(cancelledAt: location(key)) }
      let count = Int(min(Int64(capacity), range.upperBound - offset))
      let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
      try object.read(at: offset, into: piece)
      do {
        try sink.write(UnsafeRawBufferPointer(piece))
      } catch let error as StoreError {
        throw error
      } catch {
        throw StoreError(
          .failed, "what was read could not be passed on: \(error)", location: location(key), cause: error)
      }
      offset += Int64(count)
    }
    return object.info
  }

  /// Throws `.invalidKey` for what is no key, and for names that are kept for temporary files.
  func validate(_ key: String) throws(StoreError) {
    try ObjectKey.validate(key, in: name)
    guard !TemporaryName.isPart(of: key) else {
      throw StoreError(
        .invalidKey, "names that begin with \(TemporaryName.prefix) are kept for temporary files",
        location: location(key)
      )
    }
  }

  private func missing(_ key: String) -> StoreError {
    StoreError(.notFound, "there is no such object", location: location(key))
  }

  /// What cannot be a file's name here names no object.
  private func readError(_ error: SystemError, while action: String, _ key: String) -> StoreError {
    switch error.number {
    case ENAMETOOLONG, EILSEQ, ENXIO: missing(key)
    default: StoreError(error, while: action, location: location(key))
    }
  }
}
