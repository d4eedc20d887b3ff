import Glibc
import Synchronization

/// A folder of the local file system as a store: a key is a path below it, an object is a regular file.
///
/// An object is written under a temporary name in its own folder, synchronized, renamed, and the folder synchronized:
/// a reader sees the old object or the new one, and after a crash one of the two is there. Folders are made on demand
/// and never removed. Symbolic links inside the folder are followed. Files that no key can name (names that are not
/// UTF-8, leftovers of killed writers) do not exist for listings; neither does anything but regular files.
/// ETags come from a file's size, time and inode. User metadata and content types are not kept.
public final class FileStore: LocalObjectStore {
  /// The folder, as given.
  public let root: String
  public let permissions: FilePermissions

  public var name: String { "file:\(root)" }
  public var capabilities: StoreCapabilities { [.putIfAbsent, .serverSideCopy, .localFiles, .containers] }

  let threads: BlockingThreads
  /// Told of names that no key can have, as a listing comes by them: relative to the folder, and maybe twice.
  let unnameable: (@Sendable ([UInt8]) -> Void)?
  private let rootDescriptor = Atomic<Int32>(-1)

  /// Touches nothing: the folder is opened by the first use, and created, with its parents, by the first `put`.
  ///
  /// From then on the folder itself is held, not its path: what is mounted over it later is not written to.
  public init(
    root: String, permissions: FilePermissions = .owner, threads: BlockingThreads = .files,
    unnameable: (@Sendable ([UInt8]) -> Void)? = nil
  ) {
    self.root = root
    self.permissions = permissions
    self.threads = threads
    self.unnameable = unnameable
  }

  deinit {
    let descriptor = rootDescriptor.load(ordering: .acquiring)
    if descriptor >= 0 { close(descriptor) }
  }

  public func list(prefix: String, after cursor: String?, limit: Int) async throws(StoreError) -> ListPage {
    try await blocking(at: name) { flag throws(StoreError) in
      try self.readPage(prefix: prefix, after: cursor, limit: limit, flag)
    }
  }

  public func head(_ key: String) async throws(StoreError) -> ObjectInfo {
    try await blocking(at: location(key)) { _ throws(StoreError) in try self.status(of: key) }
  }

  public func get(
    _ key: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    try await blocking(at: location(key)) { flag throws(StoreError) in
      try self.read(key, range: range, to: sink, flag)
    }
  }

  @discardableResult
  public func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    try options.requireNoLease(location(key))
    return try await blocking(at: location(key)) { flag throws(StoreError) in
      try self.write(key, body, options, flag)
    }
  }

  @discardableResult
  public func copy(
    from source: String, to destination: String, options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    try await blocking(at: location(destination)) { flag throws(StoreError) in
      try self.duplicate(source, to: destination, options, flag)
    }
  }

  public func delete(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] {
    try await blocking(at: name) { _ throws(StoreError) in try self.remove(keys) }
  }

  func location(_ key: String) -> String { "\(name)/\(key)" }

  /// Runs `body` on a thread that may block, with a flag that follows the task's cancellation.
  private func blocking<T: Sendable>(
    at location: @autoclosure () -> String, _ body: @escaping @Sendable (CancellationFlag) throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    if Task.isCancelled { throw StoreError(cancelledAt: location()) }
    let flag = CancellationFlag()
    let result: Result<T, StoreError> = await withTaskCancellationHandler {
      do throws(StoreError) {
        return .success(try await threads.run { () throws(StoreError) in try body(flag) })
      } catch {
        return .failure(error)
      }
    } onCancel: {
      flag.cancel()
    }
    return try result.get()
  }

  /// The descriptor of the root folder, opened once. `.notFound` where it is missing.
  func rootFolder() throws(StoreError) -> Int32 {
    let known = rootDescriptor.load(ordering: .acquiring)
    if known >= 0 { return known }
    let folder: FileDescriptor
    do throws(SystemError) {
      folder = try FileDescriptor.open(root, at: AT_FDCWD, O_RDONLY | O_DIRECTORY)
    } catch {
      guard error.number == ENOENT || error.number == ENOTDIR else {
        throw StoreError(error, while: "opening the folder", location: name)
      }
      throw StoreError(
        .notFound, "there is no folder \(root); create it, or mount the file system that holds it", location: name,
        cause: error)
    }
    let opened = folder.release()
    let (isFirst, earlier) = rootDescriptor.compareExchange(
      expected: -1, desired: opened, ordering: .acquiringAndReleasing)
    if isFirst { return opened }
    close(opened)
    return earlier
  }
}
