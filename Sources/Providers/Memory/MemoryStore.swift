import Glibc
import Synchronization

/// A store in memory, with every capability of the core, and with uploads in parts where it is made so: for tests, and
/// for what needs no disk.
public final class MemoryStore: ObjectStore {
  public let name: String
  public let capabilities: StoreCapabilities
  public let multipartLimits: MultipartLimits

  private let contents = Mutex(MemoryContents())
  let uploads = Mutex(MemoryUploads())
  let now: @Sendable () -> Int64

  /// `now` gives the store's time in nanoseconds since 1970. With `parts`, it takes objects in parts within these
  /// limits.
  public init(
    name: String = "memory", parts: MultipartLimits? = nil,
    now: @escaping @Sendable () -> Int64 = MemoryStore.systemTime
  ) {
    let core: StoreCapabilities = [.putIfAbsent, .putIfMatch, .serverSideCopy, .metadata]
    capabilities = parts == nil ? core : core.union(.multipart)
    multipartLimits = parts ?? MultipartLimits(smallestPart: 0, largestPart: .max, mostParts: 1)
    self.name = name
    self.now = now
  }

  /// The system's clock, in nanoseconds since 1970.
  public static func systemTime() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  public func list(prefix: String, after cursor: String?, limit: Int) async throws(StoreError) -> ListPage {
    try checkCancellation()
    return contents.withLock { $0.page(prefix: prefix, after: cursor, limit: max(1, limit)) }
  }

  public func head(_ key: String) async throws(StoreError) -> ObjectInfo {
    try found(key).info
  }

  public func get(
    _ key: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    let object = try found(key)
    let range = range ?? 0..<object.info.size
    guard range.lowerBound >= 0, range.upperBound <= object.info.size else {
      throw StoreError(range, outside: object.info.size, location: location(key))
    }
    do {
      try object.bytes[Int(range.lowerBound)..<Int(range.upperBound)].withUnsafeBytes(sink.write)
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(
        .failed, "what was read could not be passed on: \(error)", location: location(key), cause: error)
    }
    return object.info
  }

  @discardableResult
  public func put(_ key: String, _ body: PutBody, options: PutOptions) async throws(StoreError) -> ObjectInfo {
    try checkCancellation()
    try ObjectKey.validate(key, in: name)
    try options.requireNoLease(name)
    return try insert(key, try await bytes(of: body), options.metadata(dated: .seconds), options.condition)
  }

  @discardableResult
  public func copy(
    from source: String, to destination: String, options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    try ObjectKey.validate(destination, in: name)
    let original = try found(source)
    return try insert(destination, original.bytes, original.info.metadata, options.condition)
  }

  public func delete(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] {
    try checkCancellation()
    return contents.withLock { contents in
      keys.compactMap { key in
        do throws(StoreError) {
          try ObjectKey.validate(key, in: name)
          contents.remove(key)
          return nil
        } catch {
          return DeleteFailure(key: key, error: error)
        }
      }
    }
  }

  private func found(_ key: String) throws(StoreError) -> MemoryObject {
    try checkCancellation()
    try ObjectKey.validate(key, in: name)
    guard let object = contents.withLock({ $0.object(key) }) else {
      throw StoreError(.notFound, "there is no such object", location: location(key))
    }
    return object
  }

  func insert(
    _ key: String, _ bytes: [UInt8], _ metadata: [String: String], _ condition: PutCondition, etag: String? = nil
  ) throws(StoreError) -> ObjectInfo {
    let info = contents.withLock { $0.insert(key, bytes, metadata, modified: now(), condition, etag: etag) }
    guard let info else {
      throw StoreError(
        .conditionFailed, "the object there is not the one the condition asks for", location: location(key))
    }
    return info
  }

  func bytes(of body: PutBody) async throws(StoreError) -> [UInt8] {
    switch body {
    case .bytes(let bytes): return bytes
    case .file(let path): return try await bytes(ofFile: path, in: nil)
    case .fileRange(let path, let range): return try await bytes(ofFile: path, in: range)
    }
  }

  private func bytes(ofFile path: String, in range: Range<Int64>?) async throws(StoreError) -> [UInt8] {
    // A file store on the file's own folder reads it as any object.
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let file = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
    do throws(StoreError) {
      return try await FileStore(root: folder).get(file, range: range)
    } catch {
      throw StoreError(.failed, "the file to store cannot be read: \(path)", location: name, cause: error)
    }
  }

  func location(_ key: String) -> String { "\(name)/\(key)" }

  func checkCancellation() throws(StoreError) {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
  }
}
