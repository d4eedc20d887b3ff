import NIOCore
import NIOHTTP1
import NIOPosix

/// A storage account that lives in this process's memory, and speaks the blob service's REST interface on loopback.
///
/// For tests of clients. What it holds goes with it.
public final class AzureEmulator: Sendable {
  /// The port that it listens on.
  public let port: Int
  private let group: MultiThreadedEventLoopGroup
  private let channel: any Channel

  /// Listens on 127.0.0.1. Throws where the account's key is no Base64, or the port is in use.
  public init(_ settings: EmulatorSettings = EmulatorSettings()) async throws {
    guard let key = StandardBase64.decode(settings.accountKey) else { throw EmulatorError.invalidKey }
    let service = BlobService(account: StorageAccount(name: settings.accountName, key: key), settings: settings)
    let faults = FaultDice(rate: settings.faultRate, seed: settings.seed)
    group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    channel = try await ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 1024)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.writeBufferWaterMark, value: .init(low: 256 << 10, high: 1 << 20))
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(ConnectionHandler(service, faults))
        }
      }
      .bind(host: "127.0.0.1", port: settings.port).get()
    port = channel.localAddress?.port ?? settings.port
  }

  /// Returns when the listener is closed.
  public func wait() async throws { try await channel.closeFuture.get() }

  public func stop() async throws {
    try await channel.close()
    try await group.shutdownGracefully()
  }
}

public enum EmulatorError: Error, CustomStringConvertible {
  case invalidKey

  public var description: String {
    switch self {
    case .invalidKey: "the account's key is not Base64"
    }
  }
}
