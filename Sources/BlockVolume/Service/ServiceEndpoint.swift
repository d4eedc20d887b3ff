import NIOCore
import NIOHTTP1
import NIOPosix

/// Where a running service is asked: HTTP on a Unix socket that only its user may use, or on an address for metrics.
///
/// Requests are small (64 KiB of body at most), and are answered one after the other on each connection.
public final class ServiceEndpoint: Sendable {
  public typealias Answer = @Sendable (ServiceRequest) async -> ServiceReply

  /// Where it listens, with the port that the system has chosen.
  public let address: NBDAddress
  private let listener: NBDListener
  private let channel: any Channel
  private let connections = ServiceConnections()
  /// Of all endpoints, and never shut down: an answer may be ready only when its endpoint is closed, and comes back to its
  /// event loop all the same.
  private static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

  /// A Unix socket's file is replaced where nobody listens on it any more, and is gone after `close`.
  public init(on address: NBDAddress, answer: @escaping Answer) async throws(BlockError) {
    let listener = try NBDListener.listen(on: address)
    do {
      channel = try await ServerBootstrap(group: Self.group)
        .childChannelInitializer { [connections] channel in
          channel.eventLoop.makeCompletedFuture {
            try connections.add(channel)
            try channel.pipeline.syncOperations.configureHTTPServerPipeline()
            try channel.pipeline.syncOperations.addHandler(ServiceConnection(answer))
          }
        }
        .withBoundSocket(listener.duplicate()).get()
    } catch {
      listener.stop()
      throw BlockError(
        .failed, "it cannot be listened on: \(error)", location: listener.address.description, cause: error)
    }
    self.listener = listener
    self.address = listener.address
  }

  /// No more requests; those under way are cut off.
  public func close() async {
    // In this order: the event loop must not see that the socket is shut down.
    try? await channel.close()
    listener.stop()
    await connections.close()
  }
}
