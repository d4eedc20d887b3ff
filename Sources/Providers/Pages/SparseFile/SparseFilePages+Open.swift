import Glibc

extension SparseFilePages {
  /// Makes a volume of `size` bytes as the file at `path`, whose folder must exist, and opens it. Durable on return.
  ///
  /// Throws `.conditionFailed` where there is something of that name. Blocks no thread of the caller.
  public static func create(
    at path: String, size: Int64, mode: UInt32 = 0o600, threads: BlockingThreads = .files,
    now: @escaping @Sendable () -> Int64 = MemoryStore.systemTime
  ) async throws(StoreError) -> SparseFilePages {
    try await threads.running(at: "file:\(path)") { _ throws(StoreError) in
      try create(
        Self.fileName(of: path), in: try openFolder(of: path), size: size, mode: mode, name: "file:\(path)",
        threads: threads, now: now)
    }
  }

  /// Opens the file at `path`. Throws `.notFound` where there is none, or no regular file.
  public static func open(
    at path: String, _ access: PageAccess = .writing, threads: BlockingThreads = .files,
    now: @escaping @Sendable () -> Int64 = MemoryStore.systemTime
  ) async throws(StoreError) -> SparseFilePages {
    try await threads.running(at: "file:\(path)") { _ throws(StoreError) in
      try open(
        Self.fileName(of: path), in: try openFolder(of: path), access, name: "file:\(path)", threads: threads, now: now)
    }
  }

  /// Blocks.
  static func create(
    _ fileName: String, in folder: consuming FileDescriptor, size: Int64, mode: UInt32, name: String,
    threads: BlockingThreads, now: @escaping @Sendable () -> Int64
  ) throws(StoreError) -> SparseFilePages {
    guard size >= 0 else { throw StoreError(size: size, alignment: 1, largest: .max, location: name) }
    do throws(SystemError) {
      // Under its name only once it has its size.
      let temporary = TemporaryName.make()
      let file = try FileDescriptor.open(
        temporary, at: folder.raw, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
      do throws(SystemError) {
        _ = try SystemError.check { ftruncate(file.raw, off_t(size)) }
        try file.synchronize()
        try FileStore.renameIfAbsent(temporary, to: fileName, in: folder.raw)
      } catch {
        unlinkat(folder.raw, temporary, 0)
        throw error
      }
      try folder.synchronize()
      return SparseFilePages(
        file, in: folder, fileName: fileName, name: name, access: .writing, threads: threads, now: now)
    } catch {
      if error.number == EEXIST {
        throw StoreError(.conditionFailed, "there is something of that name already", location: name, cause: error)
      }
      throw StoreError(error, while: "creating the volume", location: name)
    }
  }

  /// Blocks.
  static func open(
    _ fileName: String, in folder: consuming FileDescriptor, _ access: PageAccess, name: String,
    threads: BlockingThreads, faults: SystemFaults? = nil, now: @escaping @Sendable () -> Int64
  ) throws(StoreError) -> SparseFilePages {
    do throws(SystemError) {
      // A fifo must not make this wait for a writer.
      let file = try FileDescriptor.open(
        fileName, at: folder.raw, (access == .writing ? O_RDWR : O_RDONLY) | O_NONBLOCK | O_NOCTTY)
      guard try file.status().isRegular else { throw SystemError(number: ENOENT) }
      return SparseFilePages(
        file, in: folder, fileName: fileName, name: name, access: access, threads: threads, faults: faults, now: now)
    } catch {
      throw StoreError(error, while: "opening the volume", location: name)
    }
  }

  private static func openFolder(of path: String) throws(StoreError) -> FileDescriptor {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    do throws(SystemError) {
      return try FileDescriptor.open(folder, at: AT_FDCWD, O_RDONLY | O_DIRECTORY)
    } catch {
      throw StoreError(error, while: "opening the folder", location: "file:\(path)")
    }
  }

  private static func fileName(of path: String) -> String {
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[path.utf8.index(after: $0)...]) } ?? path
  }
}
