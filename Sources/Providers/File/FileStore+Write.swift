import CElastoSystem
import Glibc

extension FileStore {
  /// The blocking part of `put`.
  func write(
    _ key: String, _ body: PutBody, _ options: PutOptions, _ flag: CancellationFlag
  ) throws(StoreError) -> ObjectInfo {
    switch body {
    case .bytes(let bytes):
      return try create(key, options) { file throws(StoreError) in
        try fill(file, with: bytes, key, flag)
      }
    case .file(let path):
      let source = try openSource(path, key)
      return try create(key, options) { file throws(StoreError) in
        try fill(file, from: source.descriptor, count: source.info.size, key, flag)
      }
    case .fileRange(let path, let range):
      let source = try openSource(path, key)
      return try create(key, options) { file throws(StoreError) in
        lseek(source.descriptor, off_t(range.lowerBound), SEEK_SET)
        try fill(file, from: source.descriptor, count: Int64(range.count), key, flag)
      }
    }
  }

  /// The blocking part of `copy`.
  func duplicate(
    _ source: String, to key: String, _ options: PutOptions, _ flag: CancellationFlag
  ) throws(StoreError) -> ObjectInfo {
    let original = try open(source)
    return try create(key, options) { file throws(StoreError) in
      try fill(file, from: original.descriptor, count: original.info.size, key, flag)
    }
  }

  /// Writes through `fill` under a temporary name, and gives the file its own name once it is whole and on the disk.
  private func create(
    _ key: String, _ options: PutOptions, _ fill: (borrowing FileDescriptor) throws(StoreError) -> Void
  ) throws(StoreError) -> ObjectInfo {
    try validate(key)
    if case .ifMatch = options.condition {
      throw StoreError(
        .unsupported, "a file store cannot replace an object on condition of its ETag", location: location(key))
    }
    let (folderPath, fileName) = Self.split(key)
    let folder = try folder(folderPath, for: key)
    if options.condition == .ifAbsent, faccessat(folder.raw, fileName, F_OK, AT_SYMLINK_NOFOLLOW) == 0 {
      throw exists(key)
    }

    let temporary = TemporaryName.make()
    let file = try createFile(temporary, in: folder, key)
    do throws(StoreError) {
      try fill(file)
      if let modified = options.modified { Self.date(file.raw, modified) }
      let info = try synchronize(file, key)
      try publish(temporary, as: fileName, in: folder, key, options.condition)
      return info
    } catch {
      unlinkat(folder.raw, temporary, 0)
      throw error
    }
  }

  /// A file system that keeps no times of files is no reason to fail.
  private static func date(_ descriptor: Int32, _ modified: Int64) {
    // UTIME_NOW of linux/stat.h.
    let now = timespec(tv_sec: 0, tv_nsec: (1 << 30) - 1)
    let seconds = UTCTime(nanoseconds: modified).seconds
    let times = [now, timespec(tv_sec: Int(seconds), tv_nsec: Int(modified - seconds * 1_000_000_000))]
    _ = futimens(descriptor, times)
  }

  private func createFile(
    _ name: String, in folder: borrowing FileDescriptor, _ key: String
  ) throws(StoreError) -> FileDescriptor {
    do throws(SystemError) {
      let file = try FileDescriptor.open(
        name, at: folder.raw, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: permissions.file)
      // Tells `removeRemnants` that somebody is at work; file systems without locks leave it to the file's age.
      flock(file.raw, LOCK_EX | LOCK_NB)
      return file
    } catch {
      throw writeError(error, while: "creating a file", key)
    }
  }

  /// Opens the file that a body names; its path is anywhere.
  private func openSource(_ path: String, _ key: String) throws(StoreError) -> LocalObject {
    do throws(SystemError) {
      let source = try FileDescriptor.open(path, at: AT_FDCWD, O_RDONLY | O_NONBLOCK | O_NOCTTY)
      let status = try source.status()
      guard status.isRegular else { throw SystemError(number: status.isFolder ? EISDIR : EINVAL) }
      return LocalObject(descriptor: source, info: ObjectInfo(key: path, status: status), location: path)
    } catch {
      throw StoreError(
        .failed, "the file to store cannot be opened: \(path): \(error)", location: location(key), cause: error)
    }
  }

  private func synchronize(_ file: borrowing FileDescriptor, _ key: String) throws(StoreError) -> ObjectInfo {
    do throws(SystemError) {
      try file.synchronize()
      return ObjectInfo(key: key, status: try file.status())
    } catch {
      throw writeError(error, while: "synchronizing the file", key)
    }
  }

  private func publish(
    _ temporary: String, as fileName: String, in folder: borrowing FileDescriptor, _ key: String,
    _ condition: PutCondition
  ) throws(StoreError) {
    let descriptor = folder.raw
    do throws(SystemError) {
      if condition == .ifAbsent {
        try Self.renameIfAbsent(temporary, to: fileName, in: descriptor)
      } else {
        _ = try SystemError.check { renameat(descriptor, temporary, descriptor, fileName) }
      }
      try folder.synchronize()
    } catch {
      if condition == .ifAbsent, error.number == EEXIST { throw exists(key) }
      throw writeError(error, while: "renaming the file", key)
    }
  }

  /// A hard link serves where the file system has no exclusive rename.
  static func renameIfAbsent(_ temporary: String, to fileName: String, in folder: Int32) throws(SystemError) {
    do throws(SystemError) {
      _ = try SystemError.check { elasto_rename_noreplace(folder, temporary, folder, fileName) }
    } catch {
      guard error.number == EINVAL || error.number == ENOSYS else { throw error }
      _ = try SystemError.check { linkat(folder, temporary, folder, fileName, 0) }
      _ = try SystemError.check { unlinkat(folder, temporary, 0) }
    }
  }

  private func fill(
    _ file: borrowing FileDescriptor, with bytes: [UInt8], _ key: String, _ flag: CancellationFlag
  ) throws(StoreError) {
    let descriptor = file.raw
    var done = 0
    while done < bytes.count {
      if flag.isCancelled { throw StoreError(cancelledAt: location(key)) }
      do throws(SystemError) {
        done += try SystemError.check {
          bytes.withUnsafeBytes {
            Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, min($0.count - done, 4 << 20))
          }
        }
      } catch {
        throw writeError(error, while: "writing", key)
      }
    }
  }

  private func fill(
    _ file: borrowing FileDescriptor, from source: Int32, count: Int64, _ key: String,
    _ flag: CancellationFlag
  ) throws(StoreError) {
    var copy = FileCopy(from: source, to: file.raw)
    while copy.done < count {
      if flag.isCancelled { throw StoreError(cancelledAt: location(key)) }
      let hasMore: Bool
      do throws(SystemError) {
        hasMore = try copy.advance(upTo: count - copy.done)
      } catch {
        throw writeError(error, while: "copying", key)
      }
      guard hasMore else { throw StoreError(truncatedAt: copy.done, expected: count, location: location(key)) }
    }
  }

  private func exists(_ key: String) -> StoreError {
    StoreError(.conditionFailed, "there is such an object already", location: location(key))
  }

  /// Where a name is missing or no folder on the way to a new file, the key is at odds with what is there.
  func writeError(_ error: SystemError, while action: String, _ key: String) -> StoreError {
    switch error.number {
    case ENOTDIR:
      StoreError(
        .failed, "\(action) failed: an object has the name of one of the key's folders; remove or rename it",
        location: location(key), cause: error)
    case ENOENT:
      StoreError(
        .unavailable, "\(action) failed: the folder was removed meanwhile", location: location(key), isRetryable: true,
        cause: error)
    default: StoreError(error, while: action, location: location(key))
    }
  }

  static func split(_ key: String) -> (folder: Substring, file: String) {
    guard let slash = key.utf8.lastIndex(of: UInt8(ascii: "/")) else { return ("", key) }
    return (key[..<slash], String(key[key.utf8.index(after: slash)...]))
  }
}
