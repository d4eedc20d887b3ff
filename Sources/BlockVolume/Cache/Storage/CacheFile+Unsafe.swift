import CElastoSystem
import Glibc
import Synchronization

/// A cache's bytes in a file, or in memory that has a descriptor like one.
///
/// A file is locked as long as this lives (`F_OFD_SETLK`): no two processes, and no two caches of one, use it.
final class CacheFile: CacheStorage {
  let name: String
  let isVolatile: Bool
  private let descriptor: Int32
  /// Writers that are under way; negative once the file is released.
  private let writers = Atomic<Int>(0)

  private init(owning descriptor: Int32, name: String, isVolatile: Bool) {
    self.descriptor = descriptor
    self.name = name
    self.isVolatile = isVolatile
  }

  deinit { close(descriptor) }

  /// Memory that grows as it is written.
  static func memory(size: Int64, volume: String) throws(BlockError) -> CacheFile {
    let descriptor = elasto_memory_file("elasto-cache")
    guard descriptor >= 0 else { throw failure("getting memory", errno, "memory", volume) }
    let file = CacheFile(owning: descriptor, name: "memory", isVolatile: true)
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw failure("getting memory", errno, "memory", volume) }
    return file
  }

  /// The file of that path, locked, or `nil` where there is none.
  static func open(_ path: String, volume: String) throws(BlockError) -> CacheFile? {
    let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    if descriptor < 0 {
      if errno == ENOENT { return nil }
      throw failure("opening the cache file", errno, path, volume)
    }
    let file = CacheFile(owning: descriptor, name: path, isVolatile: false)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw BlockError(.failed, "the cache file \(path) is no regular file; choose another path", location: volume)
    }
    try file.lock(volume)
    return file
  }

  /// A new file with all of its space, that gets its name from `publish`.
  static func create(_ path: String, size: Int64, volume: String) throws(BlockError) -> CacheFile {
    let temporary = temporaryPath(path)
    unlink(temporary)
    let descriptor = Glibc.open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure("making the cache file", errno, path, volume) }
    let file = CacheFile(owning: descriptor, name: path, isVolatile: false)
    do throws(BlockError) {
      try file.lock(volume)
      try file.allocate(size, volume)
    } catch {
      unlink(temporary)
      throw error
    }
    return file
  }

  /// Gives a file of `create` its name. What has that name meanwhile stays.
  func publish(volume: String) throws(BlockError) {
    let temporary = Self.temporaryPath(name)
    defer { unlink(temporary) }
    guard link(temporary, name) == 0 else { throw Self.failure("naming the cache file", errno, name, volume) }
    let folder = name.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(name[...$0]) } ?? "."
    let descriptor = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure("opening the folder of the cache file", errno, name, volume) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw Self.failure("naming the cache file", errno, name, volume) }
  }

  /// Changes the size, and takes all of the space now, so that it cannot run out later.
  func allocate(_ size: Int64, _ volume: String) throws(BlockError) {
    guard ftruncate(descriptor, off_t(size)) == 0 else {
      throw Self.failure("changing the size of the cache file", errno, name, volume)
    }
    var number: Int32 = EINTR
    while number == EINTR { number = posix_fallocate(descriptor, 0, off_t(size)) }
    if number != 0 { throw Self.failure("taking \(size) bytes for the cache file", number, name, volume) }
  }

  func size(volume: String) throws(BlockError) -> Int64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Self.failure("looking at the cache file", errno, name, volume) }
    return Int64(status.st_size)
  }

  func read(into slice: IOSlice, at position: Int64) throws(BlockError) {
    try slice.withBytes { bytes throws(BlockError) in
      var done = 0
      while done < bytes.count {
        let count = pread(
          descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(position) + off_t(done))
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw Self.failure("reading the cache file", errno, name, name) }
        guard count > 0 else {
          throw BlockError(.corrupted, "the cache file \(name) is shorter than it was", location: name)
        }
        done += count
      }
    }
  }

  func write(_ slice: IOSlice, at position: Int64) throws(BlockError) {
    // A slot that comes late must not go into a file that is another's by now.
    guard writers.add(1, ordering: .acquiring).newValue > 0 else {
      writers.subtract(1, ordering: .relaxed)
      throw BlockError(.failed, "the cache file \(name) is closed", location: name)
    }
    defer { writers.subtract(1, ordering: .releasing) }
    try slice.withBytes { bytes throws(BlockError) in
      var done = 0
      while done < bytes.count {
        let count = pwrite(
          descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(position) + off_t(done))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { throw Self.failure("writing the cache file", errno, name, name) }
        done += count
      }
    }
  }

  func synchronize() throws(BlockError) {
    while fdatasync(descriptor) != 0 {
      if errno != EINTR { throw Self.failure("making the cache file durable", errno, name, name) }
    }
  }

  func release() {
    if isVolatile { return }
    let most = Int.max / 2
    while !writers.compareExchange(expected: 0, desired: -most, ordering: .acquiringAndReleasing).exchanged {
      // Late ones that were refused leave it a little off.
      if writers.load(ordering: .relaxed) < 0 { return }
      sched_yield()
    }
    _ = elasto_lock_file(descriptor, 0)
  }

  private func lock(_ volume: String) throws(BlockError) {
    guard elasto_lock_file(descriptor, 1) == 0 else {
      let number = errno
      if number == EAGAIN || number == EACCES {
        throw BlockError(
          .unavailable, "the cache file \(name) is in use; stop the process that serves the volume", location: volume)
      }
      throw Self.failure("locking the cache file", number, name, volume)
    }
  }

  private static func temporaryPath(_ path: String) -> String { path + ".new" }

  private static func failure(_ action: String, _ number: Int32, _ path: String, _ volume: String) -> BlockError {
    var buffer = [CChar](repeating: 0, count: 256)
    strerror_r(number, &buffer, buffer.count)
    let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let isFull = number == ENOSPC || number == EDQUOT
    let way = isFull ? "; free space on that file system, or make the cache smaller" : ""
    return BlockError(isFull ? .noSpace : .failed, "\(action) \(path) failed: \(text)\(way)", location: volume)
  }
}
