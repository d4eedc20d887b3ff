internal import CElastoSystem
internal import Glibc

/// The system calls that make a file's content.
enum FileBytes {
  /// Holes are whole blocks of this many bytes, at multiples of it.
  private static let block = 4096

  /// A new file for writing; what a killed run left under this name is removed first.
  static func create(_ name: [UInt8], in directory: OpenDirectory) throws(FileSystemError) -> Int32 {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    var descriptor = name.withName { name in
      retryingInterrupts { openat(directory.descriptor, name, flags, 0o600) }
    }
    if descriptor < 0, errno == EEXIST {
      remove(name, in: directory)
      descriptor = name.withName { name in
        retryingInterrupts { openat(directory.descriptor, name, flags, 0o600) }
      }
    }
    guard descriptor >= 0 else {
      throw FileSystemError(errno: errno, "cannot be made", at: directory.path.path(of: name))
    }
    return descriptor
  }

  static func openAgain(_ name: [UInt8], in directory: OpenDirectory) throws(FileSystemError) -> Int32 {
    let descriptor = name.withName { name in
      retryingInterrupts { openat(directory.descriptor, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC) }
    }
    guard descriptor >= 0 else {
      throw FileSystemError(errno: errno, "cannot be opened again", at: directory.path.path(of: name))
    }
    return descriptor
  }

  static func close(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

  static func remove(_ name: [UInt8], in directory: OpenDirectory) {
    _ = name.withName { unlinkat(directory.descriptor, $0, 0) }
  }

  /// Writes all of `bytes`; blocks of zeros are passed over where holes are wanted, in a file that is new. Returns an
  /// error number or `nil`.
  static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int64, makingHoles: Bool
  ) -> Int32? {
    guard makingHoles else { return writeAll(bytes, to: descriptor, at: offset) }
    var dataStart = 0
    // The first multiple of a block's size in the file.
    var position = Int((Int64(block) - offset % Int64(block)) % Int64(block))
    while position + block <= bytes.count {
      guard isZero(bytes, position) else {
        position += block
        continue
      }
      if position > dataStart {
        let part = UnsafeRawBufferPointer(rebasing: bytes[dataStart..<position])
        if let number = writeAll(part, to: descriptor, at: offset + Int64(dataStart)) { return number }
      }
      repeat { position += block } while position + block <= bytes.count && isZero(bytes, position)
      dataStart = position
    }
    guard dataStart < bytes.count else { return nil }
    let rest = UnsafeRawBufferPointer(rebasing: bytes[dataStart...])
    return writeAll(rest, to: descriptor, at: offset + Int64(dataStart))
  }

  /// Lengthens the file, by a hole, where its end was passed over. Returns an error number or `nil`.
  static func setLength(of descriptor: Int32, to size: Int64) -> Int32? {
    retryingInterrupts { ftruncate(descriptor, Int(size)) } == 0 ? nil : errno
  }

  /// Gives a whole file its name; never takes the place of another unless `replacing`.
  static func rename(
    _ temporary: [UInt8], to name: [UInt8], in directory: OpenDirectory, replacing: Bool
  ) throws(FileSystemError) {
    let folder = directory.descriptor
    let result = temporary.withName { temporary in
      name.withName { name -> Int32 in
        if replacing { return renameat(folder, temporary, folder, name) }
        let renamed = elasto_rename_noreplace(folder, temporary, folder, name)
        guard renamed != 0, errno == EINVAL || errno == ENOSYS else { return renamed }
        guard linkat(folder, temporary, folder, name, 0) == 0 else { return -1 }
        return unlinkat(folder, temporary, 0)
      }
    }
    guard result == 0 else {
      throw FileSystemError(errno: errno, "cannot be put in its place", at: directory.path.path(of: name))
    }
  }

  private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int64) -> Int32? {
    var done = 0
    while done < bytes.count {
      guard let start = bytes.baseAddress else { return nil }
      let count = retryingInterrupts { pwrite(descriptor, start + done, bytes.count - done, Int(offset) + done) }
      guard count > 0 else { return count == 0 ? ENOSPC : errno }
      done += count
    }
    return nil
  }

  private static func isZero(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
    guard bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self) == 0, let base = bytes.baseAddress else {
      return false
    }
    // Equal to itself one word further on: all words are like the first.
    return memcmp(base + start, base + start + 8, block - 8) == 0
  }
}
