import Providers

/// The way to what a provider keeps: its connections and credentials, which all its containers share.
protocol StoreAccess: Sendable {
  /// A container (a bucket), with everything around it that its network needs. Connects to nothing yet.
  func store(of container: String) async throws -> any ObjectStore

  /// What makes and opens volumes in a container. Connects to nothing yet.
  ///
  /// - Parameter blockSize: of new volumes that lie in blocks, in bytes; `nil` for the usual one.
  func volumes(of container: String, blockSize: Int?) async throws -> any PageNamespace
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
