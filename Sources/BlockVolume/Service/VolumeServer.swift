/// Serves volumes over NBD, from `apply` on until `stop`. What is to be served may change meanwhile.
public actor VolumeServer {
  /// What went wrong with one volume or address; the others are served.
  public struct Failure: Sendable {
    /// The volume's name, or the address.
    public var subject: String
    public var error: BlockError
  }

  private let limits: NBDLimits
  private var stacks: [String: VolumeStack] = [:]
  private var servers: [NBDAddress: NBDServer] = [:]

  public init(limits: NBDLimits = NBDLimits()) { self.limits = limits }

  /// The names of what is served, in their order.
  public var names: [String] { stacks.keys.sorted() }

  /// Serves exactly these from now on. Clients of volumes that stay the same notice nothing.
  ///
  /// One that is gone, or is to be served otherwise, is taken from its clients first, and closed: what its cache holds is
  /// in the storage then.
  public func apply(_ volumes: [ServedVolume]) async -> [Failure] {
    var failures: [Failure] = []
    var kept: [String: VolumeStack] = [:]
    for volume in volumes {
      guard let stack = stacks[volume.name], stack.served.fingerprint == volume.fingerprint else { continue }
      kept[volume.name] = stack
    }
    let gone = stacks.filter { kept[$0.key] == nil }
    stacks = kept
    failures += await publish(volumes)
    for (name, stack) in gone.sorted(by: { $0.key < $1.key }) {
      await note(name, &failures) { () async throws(BlockError) in try await stack.close() }
    }
    for volume in volumes where kept[volume.name] == nil {
      await note(volume.name, &failures) { () async throws(BlockError) in
        stacks[volume.name] = try await VolumeStack.open(volume)
      }
    }
    failures += await publish(volumes)
    return failures
  }

  /// What each volume is and does now, by name.
  public var status: [VolumeStatus] {
    stacks.sorted { $0.key < $1.key }.map { name, stack in
      var status = stack.status
      status.connections = servers.values.reduce(0) { $0 + $1.connections(to: name) }
      return status
    }
  }

  /// Returns when everything that was written to the volume is in its storage, and durable there.
  public func drain(_ name: String) async throws(BlockError) { try await stack(name).drain() }

  /// Changes the size of a volume while it is served. Clients see it when they connect again.
  public func resize(_ name: String, to size: Int64) async throws(BlockError) {
    try await stack(name).resize(to: size)
  }

  /// Takes no more requests, finishes those under way, empties the caches, and closes every volume.
  public func stop() async -> [Failure] { await apply([]) }

  private func stack(_ name: String) throws(BlockError) -> VolumeStack {
    guard let stack = stacks[name] else { throw BlockError(.notFound, "it is not served here", location: name) }
    return stack
  }

  /// Every address has the exports that are open and meant for it; one without a volume is no longer listened on.
  private func publish(_ volumes: [ServedVolume]) async -> [Failure] {
    var failures: [Failure] = []
    var exports: [NBDAddress: [NBDExport]] = [:]
    for volume in volumes {
      guard let stack = stacks[volume.name] else { continue }
      for address in volume.addresses { exports[address, default: []].append(NBDExport(volume.name, stack.device)) }
    }
    for (address, server) in servers where exports[address] == nil {
      servers[address] = nil
      await note(address.description, &failures) { () async throws(BlockError) in try await server.stop() }
    }
    for (address, list) in exports {
      await note(address.description, &failures) { () async throws(BlockError) in
        if let server = servers[address] { return try await server.update(exports: list) }
        let server = try NBDServer(exports: list, limits: limits)
        try server.listen(on: address)
        servers[address] = server
      }
    }
    return failures
  }

  private func note(
    _ subject: String, _ failures: inout [Failure], _ body: () async throws(BlockError) -> Void
  ) async {
    do throws(BlockError) {
      try await body()
    } catch {
      failures.append(Failure(subject: subject, error: error))
    }
  }
}
