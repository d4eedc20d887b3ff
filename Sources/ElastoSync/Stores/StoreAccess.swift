import Providers

/// The way to what a provider keeps: its connections and credentials, which all its containers share.
protocol StoreAccess: Sendable {
  /// A container (a bucket), with everything around it that its network needs. Connects to nothing yet.
  func store(of container: String) async throws -> any ObjectStore
}

extension StoreStack {
  /// - Parameter requests: the most in flight; `nil` leaves it to the stack.
  init(for requests: Int?, _ settings: WorkspaceSettings) {
    self.init()
    observer = settings.retries
    if let requests {
      initialConcurrency = min(initialConcurrency, requests)
      concurrency = 1...requests
    }
  }
}
