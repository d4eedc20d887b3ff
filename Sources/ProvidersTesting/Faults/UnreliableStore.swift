public import Providers
import Synchronization

/// A store whose operations fail as a `FaultPlan` says.
public final class UnreliableStore: StoreDecorator {
  public let base: any ObjectStore
  private let plan: FaultPlan
  private let state = Mutex((occurrences: [StoreOperation: Int](), faults: [FaultPlan.Fault: Int]()))

  public init(_ base: any ObjectStore, plan: FaultPlan) {
    self.base = base
    self.plan = plan
  }

  /// How often each fault has happened: a test that meets none proves nothing.
  public var faults: [FaultPlan.Fault: Int] { state.withLock { $0.faults } }

  /// Without a way around the faults.
  public var capabilities: StoreCapabilities { base.capabilities.subtracting(.localFiles) }

  public func around<T: Sendable>(
    _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    guard let fault = nextFault(of: operation) else { return try await body() }
    guard fault == .lostReply || fault == .wrongETag else { throw error(fault, operation.key) }
    let result = try await body()
    if fault == .lostReply { throw error(fault, operation.key) }
    guard var info = result as? ObjectInfo else { return result }
    info.etag = "\"\(info.etag ?? "")-wrong\""
    return info as? T ?? result
  }

  public func get(
    _ key: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    let operation = StoreOperation(.get, key)
    switch nextFault(of: operation) {
    case nil, .wrongETag: return try await base.get(key, range: range, to: sink)
    case .unavailable: throw error(.unavailable, key)
    case .throttled: throw error(.throttled, key)
    case let fault?:
      let bytes = try await base.get(key, range: range)
      do {
        try bytes[..<(bytes.count / 2)].withUnsafeBytes { if !$0.isEmpty { try sink.write($0) } }
      } catch {
        throw StoreError(.failed, "what was read could not be passed on: \(error)", location: name, cause: error)
      }
      throw error(fault, key)
    }
  }

  /// Each key fails by itself.
  public func delete(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] {
    var failures: [DeleteFailure] = []
    var sent: [String] = []
    for key in keys {
      let fault = nextFault(of: StoreOperation(.delete, key))
      if let fault, fault != .wrongETag { failures.append(DeleteFailure(key: key, error: error(fault, key))) }
      if fault == nil || fault == .wrongETag || fault == .lostReply { sent.append(key) }
    }
    let refused = try await base.delete(sent)
    let isRefused = Set(refused.map(\.key))
    return failures.filter { !isRefused.contains($0.key) } + refused
  }

  private func nextFault(of operation: StoreOperation) -> FaultPlan.Fault? {
    state.withLock { state in
      state.occurrences[operation, default: 0] += 1
      let fault = plan.fault(for: operation, occurrence: state.occurrences[operation] ?? 0)
      if let fault { state.faults[fault, default: 0] += 1 }
      return fault
    }
  }

  private func error(_ fault: FaultPlan.Fault, _ key: String) -> StoreError {
    let (code, message): (StoreError.Code, String) =
      switch fault {
      case .unavailable: (.unavailable, "the store has an inner error")
      case .throttled: (.throttled, "the store asks for fewer requests")
      case .reset: (.unavailable, "the connection broke off")
      case .truncated: (.truncated, "the object ended too early")
      case .lostReply: (.timeout, "no reply came in time")
      case .wrongETag: (.corrupted, "the ETag is another one")
      }
    return StoreError(
      code, message, location: "\(name)/\(key)", isRetryable: true,
      retryAfter: fault == .throttled ? plan.retryAfter : nil)
  }
}
