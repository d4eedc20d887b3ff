import Cryptography
import Glibc
import Providers
import Synchronization

/// Whole files of a distant repository on the local disk: snapshots, and packs of trees. Deleting it costs time only.
///
///     CACHE/<repository id>/files/ab/abcd…
///
/// A file's name is the hash of its bytes, so that it never goes stale, and what is put in is proven first. What comes
/// out is opened like anything from the store: a disk that changed it is noticed, and the store asked. The least
/// recently used files go when there are too many bytes. Every call blocks, but `download`.
final class FileCache: Sendable {
  /// Bytes on the disk; a little more until the next run.
  static let limit: Int64 = 4 << 30

  private let folder: String
  private let limit: Int64
  private let hasSwept = Atomic<Bool>(false)
  private let downloads = Mutex<[StorageID: Task<[UInt8], any Error>]>([:])

  /// `folder` is the repository's own; it is made when the first file comes.
  init(folder: String, limit: Int64 = FileCache.limit) {
    self.folder = "\(folder)/files"
    self.limit = limit
  }

  /// The file's bytes, or those in `range`; `nil` where it is not here, or too short.
  func read(_ id: StorageID, _ range: Range<Int64>? = nil) -> [UInt8]? {
    let file = open(path(id), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { return nil }
    let range = range ?? 0..<Int64(status.st_size)
    guard range.lowerBound >= 0, range.upperBound <= Int64(status.st_size) else { return nil }
    let count = Int(range.upperBound - range.lowerBound)
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let read = pread(file, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(range.lowerBound) + filled)
        if read < 0, errno == EINTR { continue }
        guard read > 0 else { return }
        filled += read
      }
    }
    guard bytes.count == count else { return nil }
    // The time of the last use, for the sweep.
    futimens(file, nil)
    return bytes
  }

  /// Keeps a file, unless the disk does not want to: that costs the next run a request.
  func keep(_ bytes: [UInt8], _ id: StorageID) {
    let path = path(id)
    let parent = String(path.dropLast(id.hex.count + 1))
    for folder in [String(folder.dropLast("/files".count)), folder, parent] { mkdir(folder, 0o700) }
    var temporary = Array("\(parent)/new-XXXXXX".utf8CString)
    let file = mkstemp(&temporary)
    guard file >= 0 else { return }
    defer { close(file) }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    let writer = BufferedFileWriter(descriptor: file)
    do {
      try writer.write(bytes)
      try writer.flush()
      guard rename(temporary, path) == 0 else { throw SystemFailure("rename") }
    } catch {
      unlink(temporary)
    }
    if !hasSwept.exchange(true, ordering: .relaxed) { sweep() }
  }

  func remove(_ id: StorageID) { unlink(path(id)) }

  /// What `fetch` gives; callers who want the same file at once share one call of it.
  func download(
    _ id: StorageID, _ fetch: @escaping @Sendable () async throws(RepositoryError) -> [UInt8]
  ) async throws(RepositoryError) -> [UInt8] {
    let task = downloads.withLock { downloads in
      if let running = downloads[id] { return running }
      let task = Task.detached {
        defer { self.downloads.withLock { _ = $0.removeValue(forKey: id) } }
        return try await fetch()
      }
      downloads[id] = task
      return task
    }
    do {
      return try await task.value
    } catch let error as RepositoryError {
      throw error
    } catch {
      throw RepositoryError(.store, "a download was interrupted", location: id.hex, cause: error)
    }
  }

  private func path(_ id: StorageID) -> String { "\(folder)/\(id.hex.prefix(2))/\(id.hex)" }

  /// Brings the folder down to three quarters of its limit where it is over it, and removes what was never finished.
  private func sweep() {
    var files: [(path: String, size: Int64, used: Int)] = []
    for group in Self.names(in: folder) {
      for name in Self.names(in: "\(folder)/\(group)") {
        let path = "\(folder)/\(group)/\(name)"
        var status = stat()
        guard lstat(path, &status) == 0 else { continue }
        if name.utf8.count != 64, status.st_mtim.tv_sec + 3600 < time(nil) { unlink(path) }
        files.append((path, Int64(status.st_size), status.st_mtim.tv_sec))
      }
    }
    var total = files.reduce(0) { $0 + $1.size }
    guard total > limit else { return }
    for file in files.sorted(by: { $0.used < $1.used }) where total > limit / 4 * 3 {
      if unlink(file.path) == 0 { total -= file.size }
    }
  }

  private static func names(in folder: String) -> [String] {
    guard let listing = opendir(folder) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }
}
