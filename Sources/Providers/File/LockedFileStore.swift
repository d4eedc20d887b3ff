import Glibc

/// A folder whose objects can be replaced on condition of their ETag: whoever does so holds a lock on the folder.
///
/// No file system compares and renames in one step, so the condition holds against others that go through this too, on
/// this machine or wherever the file system carries locks, and not against a plain `FileStore` on the same folder.
public final class LockedFileStore: StoreDecorator {
  public let base: any ObjectStore
  private let files: FileStore
  /// Threads that wait for the lock, apart from those that work under it.
  private static let threads = BlockingThreads(name: "elasto-locks", limit: 4)

  public init(_ files: FileStore) {
    self.files = files
    base = files
  }

  public var capabilities: StoreCapabilities { base.capabilities.union(.putIfMatch) }

  public func around<T: Sendable>(
    _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T { try await body() }

  @discardableResult
  public func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    guard case .ifMatch(let etag) = options.condition else {
      return try await base.put(key, body, options: options)
    }
    let lock = try await Self.threads.running(at: name) { [files] _ throws(StoreError) in try FolderLock(files) }
    defer { lock.release() }
    do throws(StoreError) {
      guard try await base.head(key).etag == etag else { throw refused(key) }
    } catch {
      throw error.code == .notFound ? refused(key) : error
    }
    var options = options
    options.condition = .always
    return try await base.put(key, body, options: options)
  }

  private func refused(_ key: String) -> StoreError {
    StoreError(
      .conditionFailed, "the object there is not the one the condition asks for", location: files.location(key))
  }
}

/// A lock on a store's folder, until it is released.
private final class FolderLock: Sendable {
  private let folder: FileDescriptor

  /// Blocks until nobody else has it.
  init(_ files: FileStore) throws(StoreError) {
    let root = try files.rootFolder()
    do throws(SystemError) {
      let descriptor = try FileDescriptor.open(".", at: root, O_RDONLY | O_DIRECTORY)
      _ = try SystemError.check { flock(descriptor.raw, LOCK_EX) }
      folder = descriptor
    } catch {
      throw StoreError(error, while: "locking the folder", location: files.name)
    }
  }

  func release() { flock(folder.raw, LOCK_UN) }
}
