import NIOCore
import NIOHTTP1
import NIOPosix

/// A storage account that lives in this process's memory, and speaks the REST interfaces of the blob and the file service on
/// loopback.
///
/// For tests of clients. What it holds goes with it.
public final class AzureEmulator: Sendable {
  /// The port of the blob service.
  public let port: Int
  /// The port of the file service.
  public let filePort: Int
  private let group: MultiThreadedEventLoopGroup
  private let channels: [any Channel]

  /// Listens on 127.0.0.1. Throws where the account's key is no Base64, or a port is in use.
  public init(_ settings: EmulatorSettings = EmulatorSettings()) async throws {
    guard let key = StandardBase64.decode(settings.accountKey) else { throw EmulatorError.invalidKey }
    let account = StorageAccount(name: settings.accountName, key: key)
    let faults = FaultDice(rate: settings.faultRate, seed: settings.seed)
    let filePort = settings.filePort ?? (settings.port == 0 ? 0 : settings.port + 1)
    group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
    let blobs = try await Self.listen(
      settings.port, BlobService(account: account, settings: settings), faults, on: group)
    let files = try await Self.listen(filePort, FileService(account: account, settings: settings), faults, on: group)
    channels = [blobs, files]
    port = blobs.localAddress?.port ?? settings.port
    self.filePort = files.localAddress?.port ?? filePort
  }

  private static func listen(
    _ port: Int, _ service: any StorageService, _ faults: FaultDice, on group: MultiThreadedEventLoopGroup
  ) async throws -> any Channel {
    try await ServerBootstrap(group: group)
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
      .bind(host: "127.0.0.1", port: port).get()
  }

  /// Returns when the listeners are closed.
  public func wait() async throws {
    for channel in channels { try await channel.closeFuture.get() }
  }

  public func stop() async throws {
    for channel in channels { try await channel.close() }
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
