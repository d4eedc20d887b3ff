import Glibc

/// Volumes of a folder: sparse files. Objects are made with mode 0400, volumes with what `permissions` gives, writable
/// for the owner.
extension FileStore: PageNamespace {
  public func createPages(
    _ key: String, size: Int64, contentType: String?
  ) async throws(StoreError) -> any PageStore {
    try await threads.running(at: location(key)) { _ throws(StoreError) in
      try self.validate(key)
      let (path, fileName) = Self.split(key)
      return try SparseFilePages.create(
        fileName, in: try self.folder(path, for: key), size: size, mode: self.permissions.file | 0o200,
        name: self.location(key), threads: self.threads, now: MemoryStore.systemTime)
    }
  }

  public func openPages(_ key: String, _ access: PageAccess) async throws(StoreError) -> any PageStore {
    try await threads.running(at: location(key)) { _ throws(StoreError) in
      try self.validate(key)
      let (path, fileName) = Self.split(key)
      let root = try self.rootFolder()
      let folder: FileDescriptor
      do throws(SystemError) {
        folder = try FileDescriptor.open(path.isEmpty ? "." : String(path), at: root, O_RDONLY | O_DIRECTORY)
      } catch {
        throw StoreError(error, while: "opening the folder", location: self.location(key))
      }
      return try SparseFilePages.open(
        fileName, in: folder, access, name: self.location(key), threads: self.threads, now: MemoryStore.systemTime)
    }
  }

  /// A lease on a file ends with its process, not after a time.
  public func openPages(_ key: String, leasedBy id: String, seconds: Int) async throws(StoreError) -> any PageStore {
    try await openPages(key, id, seconds: nil)
  }

  public func deletePages(_ key: String) async throws(StoreError) {
    var keys = [key]
    for try await object in listAll(prefix: "\(key).snapshots/") { keys.append(object.key) }
    if let failure = try await delete(keys).first { throw failure.error }
  }
}
