import Glibc
import Synchronization

/// A volume as a local file with holes: raw, as `qemu-img` and loop devices read it.
///
/// Writes go to the kernel's cache, `flush` to the disk (`fdatasync`). Clearing punches holes; a file system that has
/// none keeps zeros instead. A snapshot is a file of its own in the folder `NAME.snapshots` beside the volume: it shares
/// blocks where the file system can (XFS, btrfs), else what holds data is copied while writers wait. What has changed
/// since is found by reading both. The lease is a lock on the open file (`F_OFD_SETLK`): it keeps out other handles that
/// ask for it, on this machine, ends with the process, and cannot be broken or handed over.
public final class SparseFilePages: PageStore {
  /// Any byte; blocks are as most file systems have them.
  static let geometry = PageGeometry(alignment: 1, block: 4096)

  public let name: String
  let access: PageAccess
  let file: SparseFile
  /// Where the file is; snapshots are in a folder beside it.
  let folder: FileDescriptor
  let fileName: String
  let threads: BlockingThreads
  /// Writers share it; resizing and copying have it alone.
  let locks = RangeLocks()
  let lease = Mutex<PageLease?>(nil)
  /// The file system cannot say what is in memory (tmpfs).
  let isCacheUnknown = Atomic(false)
  /// Nanoseconds since 1970.
  let now: @Sendable () -> Int64

  public var capabilities: PageCapabilities { [.snapshots, .changes, .leases] }
  public var geometry: PageGeometry { Self.geometry }

  init(
    _ descriptor: consuming FileDescriptor, in folder: consuming FileDescriptor, fileName: String, name: String,
    access: PageAccess, threads: BlockingThreads, faults: SystemFaults? = nil, now: @escaping @Sendable () -> Int64
  ) {
    file = SparseFile(descriptor, location: name, faults: faults)
    self.folder = folder
    self.fileName = fileName
    self.name = name
    self.access = access
    self.threads = threads
    self.now = now
  }

  public func properties() async throws(StoreError) -> PageProperties {
    try await blocking { file, _ throws(StoreError) in
      let status = try file.status()
      let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
      return PageProperties(size: Int64(status.st_size), modified: modified)
    }
  }

  public func read(_ range: Range<Int64>) async throws(StoreError) -> [UInt8] {
    try await blocking { file, _ throws(StoreError) in try file.read(range) }
  }

  public func allocatedRanges(in range: Range<Int64>, limit: Int) async throws(StoreError) -> PageRangeList {
    try await blocking { file, _ throws(StoreError) in try file.allocatedRanges(in: range, limit: limit) }
  }

  public func changedRanges(
    since snapshot: String, in range: Range<Int64>, limit: Int
  ) async throws(StoreError) -> PageChangeList {
    try await blocking { file, flag throws(StoreError) in
      try file.changedRanges(since: try self.snapshotFile(snapshot), in: range, limit: limit, flag)
    }
  }

  public func write(_ bytes: [UInt8], at offset: Int64) async throws(StoreError) {
    try await changing(PageGeometry.range(at: offset, count: bytes.count)) { file, _ throws(StoreError) in
      try file.write(bytes, at: offset)
    }
  }

  public func clear(_ range: Range<Int64>) async throws(StoreError) {
    try await changing(range) { file, _ throws(StoreError) in try file.clear(range) }
  }

  public func resize(to size: Int64) async throws(StoreError) {
    guard size >= 0 else { throw StoreError(size: size, alignment: 1, largest: .max, location: name) }
    try await changing(0..<Int64.max, .exclusive) { file, _ throws(StoreError) in try file.resize(to: size) }
  }

  public func flush() async throws(StoreError) {
    try await blocking { file, _ throws(StoreError) in try file.synchronize() }
  }

  public func close() async throws(StoreError) {
    if access == .writing { try await flush() }
    try await releaseLease()
  }

  /// What changes something, beside others that do or alone.
  func changing<T: Sendable>(
    _ range: Range<Int64>, _ mode: RangeLocks.Mode = .shared,
    _ body: @escaping @Sendable (SparseFile, CancellationFlag) throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    guard access == .writing else { throw StoreError(readingOnly: name) }
    return try await locks.locked(range, mode) { () async throws(StoreError) in try await blocking(body) }
  }

  /// Runs `body` on a thread that may block, with a flag that follows the task's cancellation.
  func blocking<T: Sendable>(
    _ body: @escaping @Sendable (SparseFile, CancellationFlag) throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    try await threads.running(at: name) { [file] flag throws(StoreError) in try body(file, flag) }
  }
}

extension BlockingThreads {
  /// `run`, with a flag that follows the task's cancellation; a task that is cancelled already gets nothing started.
  func running<T: Sendable>(
    at location: String, _ body: @escaping @Sendable (CancellationFlag) throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    if Task.isCancelled { throw StoreError(cancelledAt: location) }
    let flag = CancellationFlag()
    let result: Result<T, StoreError> = await withTaskCancellationHandler {
      do throws(StoreError) {
        return .success(try await run { () throws(StoreError) in try body(flag) })
      } catch {
        return .failure(error)
      }
    } onCancel: {
      flag.cancel()
    }
    return try result.get()
  }
}
