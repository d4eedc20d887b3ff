/// Told how a transfer or a removal goes on, from any thread.
public protocol RemoteObserver: Sendable {
  /// More is to be done.
  func found(files: Int, bytes: Int64)

  /// Bytes have moved; negative where some count no more, because a transfer began again.
  func moved(bytes: Int64)

  func finished(_ item: RemoteItem)
}

/// What became of one file or object.
public struct RemoteItem: Sendable {
  public enum Action: String, Sendable {
    case upload, download, copy, delete
  }

  public enum Result: Sendable {
    case done
    /// It was there already.
    case unchanged
    /// It would be done, if this were no dry run.
    case planned
    case failed(any Error)
  }

  public var action: Action
  public var result: Result
  public var source: RemoteAddress
  /// `nil` where something is deleted.
  public var destination: RemoteAddress?
  /// Bytes.
  public var size: Int64
  /// Bytes of it that an earlier run had moved.
  public var resumed: Int64 = 0

  public init(
    _ action: Action, _ result: Result, source: RemoteAddress, destination: RemoteAddress? = nil, size: Int64
  ) {
    self.action = action
    self.result = result
    self.source = source
    self.destination = destination
    self.size = size
  }
}

/// How a transfer or a removal went.
public struct RemoteReport: Sendable {
  /// Files that were done, or would be in a dry run.
  public var files = 0
  /// Bytes of them.
  public var bytes: Int64 = 0
  public var unchanged = 0
  /// Bytes that an earlier run had moved.
  public var resumed: Int64 = 0
  public var failures = 0

  public init() {}

  mutating func count(_ item: RemoteItem) {
    switch item.result {
    case .done, .planned:
      files += 1
      bytes += item.size
      resumed += item.resumed
    case .unchanged: unchanged += 1
    case .failed: failures += 1
    }
  }
}
