import Providers
import ProvidersTesting
import Testing

/// The contract holds on real servers whose requests fail, for what retries and for all that `StoreStack` puts on it.
@Suite struct FaultyServersContractTests {
  enum Way: CaseIterable {
    case retrying, stack
  }

  @Test(arguments: StoreContract.clauses, TestServer.Kind.allCases)
  func holds(_ clause: StoreContract.Clause, on server: TestServer.Kind) async throws {
    guard server.canKeep(clause) else { return }
    for way in Way.allCases { try await check(clause, server, way) }
  }

  private func check(_ clause: StoreContract.Clause, _ kind: TestServer.Kind, _ way: Way) async throws {
    let folder = try TemporaryFolder()
    let server = try await TestServer.shared(kind)
    // moto lists a bucket while another clause changes it, and stumbles.
    let own = "faulty-\(UInt64.random(in: 0 ... .max))"
    let name = kind == .moto ? own : "faulty"
    _ = try await server.bucket(name)
    let proxy = try await Proxies.shared.proxy(before: kind)
    let bucket = try server.store(bucket: name) { $0.endpoint = proxy.endpoint }
    let part = PrefixedStore(Self.decorated(bucket, way), prefix: "\(own)/")
    try await clause.check(
      StoreUnderTest(store: part, scratchFolder: folder.path, cannotHold: { !kind.canHold($0) }))
  }

  private static func decorated(_ store: S3Store, _ way: Way) -> any ObjectStore {
    let policy = RetryPolicy(attempts: 12, firstPause: .milliseconds(20), longestPause: .seconds(1))
    switch way {
    case .retrying: return RetryingStore(store, policy: policy)
    case .stack:
      var stack = StoreStack()
      stack.retries = policy
      stack.multipart.threshold = 6 << 20
      stack.multipart.partSize = 5 << 20
      return stack.around(store)
    }
  }
}

/// One proxy before each server.
private actor Proxies {
  static let shared = Proxies()

  private var proxies: [TestServer.Kind: Task<FaultProxy, any Error>] = [:]

  func proxy(before kind: TestServer.Kind) async throws -> FaultProxy {
    let task = proxies[kind] ?? Task { try await Self.start(before: kind) }
    proxies[kind] = task
    return try await task.value
  }

  private static func start(before kind: TestServer.Kind) async throws -> FaultProxy {
    var faults = FaultProxy.Fault.allCases
    // An upload that breaks off makes rclone forget other new objects of its folder.
    if kind == .rclone { faults.removeAll { $0 == .resetInRequest } }
    return try FaultProxy(before: try await TestServer.shared(kind), rate: 0.03, seed: 11, faults: faults)
  }
}
