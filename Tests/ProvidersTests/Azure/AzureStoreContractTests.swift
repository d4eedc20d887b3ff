import AzureEmulator
import Providers
import ProvidersTesting
import Testing

/// Every promise of every store, kept by this one on an emulated account.
@Suite struct AzureStoreContractTests {
  enum Kind: CaseIterable {
    /// With the newest interface, and with one that cannot begin a listing anywhere.
    case newest, older
    /// With what a network needs around it, on an account that fails a twentieth of its requests.
    case behindFaults
  }

  @Test(arguments: StoreContract.clauses, Kind.allCases)
  func holds(_ clause: StoreContract.Clause, for kind: Kind) async throws {
    guard AzureTestAccount.canKeep(clause) else { return }
    let folder = try TemporaryFolder()
    let own = "clause-\(UInt64.random(in: 0 ... .max))"
    let store: any ObjectStore
    switch kind {
    case .newest: store = try await AzureTestAccount.shared().container("contract")
    case .older:
      store = try await AzureTestAccount.shared().container("contract") { $0.apiVersion = "2021-12-02" }
    case .behindFaults:
      store = Self.stack.around(try await Self.faulty.value.store(container: "contract"))
    }
    let part = PrefixedStore(store, prefix: "\(own)/")
    try await clause.check(StoreUnderTest(store: part, scratchFolder: folder.path))
  }

  private static let stack: StoreStack = {
    var stack = StoreStack()
    stack.clock = VirtualClock().clock
    return stack
  }()

  private static let faulty = Task {
    let account = try await AzureTestAccount {
      $0.faultRate = 0.05
      $0.seed = 20_261_127
    }
    // The container's creation may fail as well, or succeed unseen.
    while true {
      do throws(StoreError) {
        try await account.store(container: "contract").createContainer()
      } catch {
        if error.code == .conditionFailed { return account }
      }
    }
  }
}
