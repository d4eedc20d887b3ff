import NIOCore
import Synchronization

/// The open connections of an endpoint, which end with it.
final class ServiceConnections: Sendable {
  private struct State {
    var open: [ObjectIdentifier: any Channel] = [:]
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Throws once they are closed: the connection came too late.
  func add(_ channel: any Channel) throws {
    try state.withLock { state in
      if state.isClosed { throw ChannelError.ioOnClosedChannel }
      state.open[ObjectIdentifier(channel)] = channel
    }
    channel.closeFuture.whenComplete { _ in self.remove(channel) }
  }

  func close() async {
    let open = state.withLock { state in
      state.isClosed = true
      return Array(state.open.values)
    }
    // One that has just ended by itself has nothing to close.
    for channel in open { try? await channel.close() }
  }

  private func remove(_ channel: any Channel) {
    state.withLock { $0.open[ObjectIdentifier(channel)] = nil }
  }
}
