/// What a server grants.
///
/// A connection takes 1.5 MiB for what is received and sent, and what its requests under way need: `bytes` at most, or one
/// request of `largest` where that is more. With a device that answers at once (`ImmediateBlockDevice`) that part is 4 MiB
/// at most, but for writes with FUA and reads that must not be fragmented. Besides, up to 4 MiB of buffers wait for their
/// next use.
public struct NBDLimits: Sendable, Hashable {
  /// Connections at a time; more are closed as they come.
  public var connections = 128
  /// Requests under way of one connection. More stay unread in the socket.
  public var requests = 128
  /// Bytes that these read and write, of one connection.
  public var bytes = 64 << 20
  /// Bytes of the largest read or write; a power of two, at least 1 MiB.
  public var largest = 32 << 20
  /// From the connection to the first request's turn.
  public var handshake: Duration = .seconds(10)

  public init() {}
}
