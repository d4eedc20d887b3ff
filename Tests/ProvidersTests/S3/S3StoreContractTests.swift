import Providers
import ProvidersTesting
import Testing

/// Every promise of every store, kept by this one on real servers.
@Suite struct S3StoreContractTests {
  @Test(arguments: StoreContract.clauses, TestServer.Kind.allCases)
  func holds(_ clause: StoreContract.Clause, on server: TestServer.Kind) async throws {
    guard server.canKeep(clause) else { return }
    let folder = try TemporaryFolder()
    // moto lists a bucket while another clause changes it, and stumbles.
    let own = "clause-\(UInt64.random(in: 0 ... .max))"
    let bucket = try await TestServer.shared(server).bucket(server == .moto ? own : "contract")
    let part = PrefixedStore(bucket, prefix: "\(own)/")
    try await clause.check(
      StoreUnderTest(store: part, scratchFolder: folder.path, cannotHold: { !server.canHold($0) }))
  }
}
