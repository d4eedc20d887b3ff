import Glibc
import Providers
import Synchronization

/// A file under a temporary name in the folder it belongs to; goes with its owner unless it was published.
///
/// It is not synchronized: as with cp(1), what a power failure shortly after takes away is to be fetched again.
final class NewFile: Sendable {
  let descriptor: FileDescriptor
  private let path: String
  private let temporary: String
  private let isPublished = Atomic<Bool>(false)

  /// Makes the file, and the folders above it where they are missing. Blocks.
  init(_ path: String) throws(StoreError) {
    self.path = path
    let folder = LocalFile.folder(of: path)
    temporary = "\(folder == "/" ? "" : folder)/\(TemporaryName.make())"
    var raw = Self.create(temporary)
    if raw < 0, errno == ENOENT {
      try LocalFile.makeFolder(folder)
      raw = Self.create(temporary)
    }
    guard raw >= 0 else { throw LocalFile.failure("it cannot be written", path) }
    descriptor = FileDescriptor(raw)
  }

  deinit {
    if !isPublished.load(ordering: .acquiring) { unlink(temporary) }
  }

  private static func create(_ path: String) -> Int32 {
    open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
  }

  func write(_ bytes: [UInt8], makesHoles: Bool) throws(StoreError) {
    let path = path
    let result: Result<Void, StoreError> = bytes.withUnsafeBytes { bytes in
      do throws(StoreError) {
        return .success(try SparseWriting.write(bytes, to: descriptor, at: 0, makesHoles: makesHoles, path))
      } catch {
        return .failure(error)
      }
    }
    try result.get()
  }

  /// Gives the file its time and its name. A folder of that name stays.
  func publish(size: Int64, modified: Int64?) throws(StoreError) {
    try LocalFile.setLength(descriptor, size, path)
    LocalFile.date(descriptor, modified)
    guard rename(temporary, path) == 0 else { throw LocalFile.failure("it cannot be put in its place", path) }
    isPublished.store(true, ordering: .releasing)
  }
}
