import Providers

/// Serves disks to NBD clients: fixed newstyle, structured replies, block status, many connections to an export.
///
/// A thread for each connection, in calls that block; a task for each request that the device does not answer at once.
/// What a connection takes is bounded by `NBDLimits`. Whoever can connect can read and write: there is neither
/// encryption nor a password, so listen on loopback or on a Unix socket.
public final class NBDServer: Sendable {
  let limits: NBDLimits
  let clients = NBDClients()
  private let catalogue: NBDCatalogue

  /// - Parameter standard: the name of the export that a client gets which names none; `nil` for the only one, if it is.
  ///
  /// Throws where two names are the same, one is empty or too long, or `standard` is not among them.
  public init(
    exports: [NBDExport], standard: String? = nil, limits: NBDLimits = NBDLimits()
  ) throws(BlockError) {
    self.limits = limits
    catalogue = NBDCatalogue(try NBDCatalogue.Table(exports, standard: standard, largest: limits.largest))
  }

  /// Listens there too. Returns where: with the port that the system has chosen.
  ///
  /// A Unix socket's file is replaced where no server listens on it any more, and is gone after `stop`.
  @discardableResult
  public func listen(on address: NBDAddress) throws(BlockError) -> NBDAddress {
    let listener = try NBDListener.listen(on: address)
    guard clients.add(listener) else {
      listener.stop()
      throw BlockError(.cancelled, "the server has been stopped", location: address.description)
    }
    let isStarted = PlainThread.start(name: "nbd-accept") { [self] in
      while let socket = listener.accept() { welcome(socket) }
    }
    guard isStarted else {
      listener.stop()
      throw BlockError(.failed, "the system gives no thread to listen with", location: address.description)
    }
    return listener.address
  }

  /// Connections at this moment.
  public var connections: Int { clients.count }

  /// Of them, those to the export of this name.
  public func connections(to name: String) -> Int {
    clients.count(where: { $0.entry?.export.name.utf8.elementsEqual(name.utf8) ?? false })
  }

  /// Serves `exports` from now on. Connections to those which stay the same (name, device, writability) go on.
  ///
  /// Returns when nobody uses the others any more, and their devices may be closed. Their clients' requests under way are
  /// finished and answered first; a client that does not take its answers is dropped after `grace`.
  public func update(
    exports: [NBDExport], standard: String? = nil, grace: Duration = .seconds(10)
  ) async throws(BlockError) {
    let gone = catalogue.replace(
      with: try NBDCatalogue.Table(exports, standard: standard, largest: limits.largest))
    await clients.end(grace) { client in client.entry.map { entry in gone.contains { $0 === entry } } ?? false }
  }

  /// Takes no more connections and requests, finishes those under way, and flushes every device. The devices stay open.
  ///
  /// Throws the first error of a flush, when all were tried.
  public func stop(grace: Duration = .seconds(10)) async throws(BlockError) {
    clients.stopListening()
    await clients.end(grace) { _ in true }
    var failure: BlockError?
    for export in catalogue.exports {
      do throws(BlockError) {
        try await export.device.flush()
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  // MARK: - Connections

  private func welcome(_ socket: NBDSocket) {
    let client = NBDClient(socket)
    guard clients.add(client, limit: limits.connections) else { return }
    let isStarted = PlainThread.start(name: "nbd-client") { [self] in
      serve(client)
      clients.remove(client)
    }
    if !isStarted { clients.remove(client) }
  }

  private func serve(_ client: NBDClient) {
    do throws(NBDEnd) {
      let greeter = NBDGreeter(client.socket, deadline: .now + limits.handshake)
      let (session, rest) = try greeter.negotiate { catalogue.offers }
      // The export may be gone since the answer was made.
      guard let entry = catalogue.entry(session.export, for: client) else { throw .stopped }
      let connection = try NBDConnection(
        client.socket, session, entry.export, rest: rest, limits: limits, isStopping: { client.isEnding })
      _ = connection.serve()
    } catch {
      // The client sees that the connection is closed; there is nobody else to tell.
    }
    client.socket.endAll()
  }
}
