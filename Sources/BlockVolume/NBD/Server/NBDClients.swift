import Synchronization

/// The connections and listeners of a server.
final class NBDClients: Sendable {
  private struct Waiter {
    var clients: Set<ObjectIdentifier>
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var clients: [ObjectIdentifier: NBDClient] = [:]
    var listeners: [NBDListener] = []
    var waiters: [Waiter] = []
    var isStopped = false
  }

  private let state = Mutex(State())

  var count: Int { state.withLock { $0.clients.count } }

  func count(where isMeant: (NBDClient) -> Bool) -> Int {
    state.withLock { Array($0.clients.values) }.count(where: isMeant)
  }

  /// False once the server was stopped.
  func add(_ listener: NBDListener) -> Bool {
    state.withLock { state in
      if !state.isStopped { state.listeners.append(listener) }
      return !state.isStopped
    }
  }

  func stopListening() {
    let listeners = state.withLock { state in
      state.isStopped = true
      defer { state.listeners = [] }
      return state.listeners
    }
    for listener in listeners { listener.stop() }
  }

  /// False where there are too many, or the server was stopped.
  func add(_ client: NBDClient, limit: Int) -> Bool {
    state.withLock { state in
      guard !state.isStopped, state.clients.count < limit else { return false }
      state.clients[ObjectIdentifier(client)] = client
      return true
    }
  }

  func remove(_ client: NBDClient) {
    let id = ObjectIdentifier(client)
    let done = state.withLock { state in
      state.clients[id] = nil
      for index in state.waiters.indices { state.waiters[index].clients.remove(id) }
      defer { state.waiters.removeAll { $0.clients.isEmpty } }
      return state.waiters.filter { $0.clients.isEmpty }
    }
    for waiter in done { waiter.continuation.resume() }
  }

  /// Ends the connections that `isMeant` picks and returns when they are gone; after `grace` they are cut off.
  func end(_ grace: Duration, _ isMeant: (NBDClient) -> Bool) async {
    let meant = state.withLock { Array($0.clients.values) }.filter(isMeant)
    if meant.isEmpty { return }
    for client in meant { client.end() }
    let impatience = Task.detached {
      try await Task.sleep(for: grace)
      for client in meant { client.socket.endAll() }
    }
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        let left = Set(meant.map(ObjectIdentifier.init)).intersection(state.clients.keys)
        if !left.isEmpty { state.waiters.append(Waiter(clients: left, continuation: continuation)) }
        return left.isEmpty
      }
      if isDone { continuation.resume() }
    }
    impatience.cancel()
  }
}
