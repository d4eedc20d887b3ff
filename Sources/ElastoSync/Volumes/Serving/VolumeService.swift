public import BlockVolume
import Manifest
import Providers

/// Serves a manifest's volumes until it is told to stop.
public struct VolumeService: Sendable {
  /// What the outside tells a running service.
  public enum Order: Sendable, Hashable {
    /// The manifest may have changed.
    case reload
    case stop
  }

  /// What a service has to say.
  public enum Event: Sendable {
    case serving([VolumeStatus])
    /// A volume, an address, or the manifest; everything else goes on.
    case failed(subject: String, any Error)
    case stopped
  }

  /// Finds the manifest anew.
  private let load: @Sendable () throws -> Workspace
  /// Of the volumes; empty for all that the manifest says how to serve.
  private let names: [String]
  /// Where Prometheus asks; `nil` for the control sockets only.
  private let metrics: NBDAddress?
  private let notifier: ServiceNotifier
  private let report: @Sendable (Event) -> Void

  public init(
    names: [String], metrics: NBDAddress?, notifySocket: String?, load: @escaping @Sendable () throws -> Workspace,
    report: @escaping @Sendable (Event) -> Void
  ) {
    self.names = names
    self.metrics = metrics
    self.load = load
    self.report = report
    notifier = ServiceNotifier(path: notifySocket)
  }

  /// Serves, follows `orders`, and empties the caches and gives the leases back before it returns.
  ///
  /// Throws where the manifest is not in order or nothing at all can be served; false where something failed at the end,
  /// so that a cache still holds what its volume's storage has not got.
  public func run(_ orders: AsyncStream<Order>) async throws -> Bool {
    let server = VolumeServer()
    let control = VolumeControl(server: server)
    var sockets: [String: ServiceEndpoint] = [:]
    let workspace = try load()
    let volumes = try await workspace.servedVolumes(named: names)
    try await BlockingThreads.files.run { try DurableFile.makeFolder(workspace.controlFolder) }
    // Before anything is opened: a second server on this machine must not take a volume over from the first.
    try await listen(workspace, volumes, control, &sockets)
    let endpoint = try await metrics.async { address in
      try await ServiceEndpoint(on: address) { request in
        request.path == "/metrics" ? await control.metrics() : .text(404, "there is only /metrics\n")
      }
    }
    let failures = await server.apply(volumes)
    tell(failures)
    if await server.names.isEmpty, let failure = failures.first { throw failure.error }
    await announce(server)
    for await order in orders {
      guard order == .reload else { break }
      await reload(server, control, &sockets)
    }
    notifier.stopping()
    await endpoint?.close()
    let remaining = await server.stop()
    tell(remaining)
    for socket in sockets.values { await socket.close() }
    report(.stopped)
    return remaining.isEmpty
  }

  private func reload(
    _ server: VolumeServer, _ control: VolumeControl, _ sockets: inout [String: ServiceEndpoint]
  ) async {
    notifier.reloading()
    do {
      let workspace = try load()
      let volumes = try await workspace.servedVolumes(named: names)
      let paths = try await listen(workspace, volumes, control, &sockets)
      tell(await server.apply(volumes))
      // Only now: until a volume is closed, its socket keeps another server of this machine away from it.
      for path in sockets.keys where !paths.contains(path) { await sockets.removeValue(forKey: path)?.close() }
    } catch {
      // What is served goes on as it was.
      report(.failed(subject: "reload", error))
    }
    await announce(server)
  }

  /// A control socket for each volume; returns where they are.
  @discardableResult
  private func listen(
    _ workspace: Workspace, _ volumes: [ServedVolume], _ control: VolumeControl,
    _ sockets: inout [String: ServiceEndpoint]
  ) async throws -> Set<String> {
    let paths = Set(
      try volumes.compactMap { volume in
        try workspace.manifest.volume(named: volume.name).map(workspace.controlSocket(of:))
      })
    for path in paths where sockets[path] == nil {
      sockets[path] = try await ServiceEndpoint(on: .unix(path: path)) { await control.answer($0) }
    }
    return paths
  }

  private func announce(_ server: VolumeServer) async {
    let status = await server.status
    report(.serving(status))
    notifier.ready("serves \(status.count) volume\(status.count == 1 ? "" : "s")")
  }

  private func tell(_ failures: [VolumeServer.Failure]) {
    for failure in failures { report(.failed(subject: failure.subject, failure.error)) }
  }
}

extension Optional {
  fileprivate func async<T>(_ body: (Wrapped) async throws -> T) async throws -> T? {
    guard let self else { return nil }
    return try await body(self)
  }
}
