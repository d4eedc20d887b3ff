/// The servers that the tests of this process share.
actor TestServers {
  static let shared = TestServers()

  private var servers: [TestServer.Kind: Task<TestServer, any Error>] = [:]

  func server(_ kind: TestServer.Kind) async throws -> TestServer {
    let task = servers[kind] ?? Task { try await TestServer.own(kind) }
    servers[kind] = task
    return try await task.value
  }
}
