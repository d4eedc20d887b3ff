/// How fast bytes may move. Shared by all transfers that must not exceed one limit together.
///
/// Asked from the client's thread for each piece: an answer must not block.
public protocol TransferPace: AnyObject, Sendable {
  /// How many of `wanted` bytes may move now, and, where it is none, after how many nanoseconds to ask again. Granted
  /// bytes count as moved; what does not move after all is given back with `giveBack`.
  func grant(_ wanted: Int, _ direction: TransferDirection) -> TransferGrant
  func giveBack(_ count: Int, _ direction: TransferDirection)
}

public enum TransferDirection: Sendable, Hashable {
  case upload, download
}

public struct TransferGrant: Sendable, Hashable {
  public var bytes: Int
  /// Nanoseconds; only meaningful where `bytes` is 0.
  public var wait: Int64

  public init(bytes: Int, wait: Int64 = 0) {
    self.bytes = bytes
    self.wait = wait
  }
}
