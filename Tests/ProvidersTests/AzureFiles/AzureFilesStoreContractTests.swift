import AzureEmulator
import Providers
import ProvidersTesting
import Testing

/// Every promise of every store, kept by a share on an emulated account.
@Suite struct AzureFilesStoreContractTests {
  enum Kind: CaseIterable {
    case plain
    /// With what a network needs around it, on an account that fails a twentieth of its requests.
    case behindFaults
  }

  @Test(arguments: StoreContract.clauses, Kind.allCases)
  func holds(_ clause: StoreContract.Clause, for kind: Kind) async throws {
    let folder = try TemporaryFolder()
    let own = "clause-\(UInt64.random(in: 0 ... .max))"
    let store: any ObjectStore
    switch kind {
    case .plain: store = try await AzureTestAccount.shared().share("contract")
    case .behindFaults: store = Self.stack.around(try await Self.faulty.value.store(share: "contract"))
    }
    let part = PrefixedStore(store, prefix: "\(own)/")
    try await clause.check(
      StoreUnderTest(
        store: part, scratchFolder: folder.path, cannotHold: { !AzureTestAccount.shareCanHold($0) }))
  }

  private static let stack: StoreStack = {
    var stack = StoreStack()
    stack.clock = VirtualClock().clock
    return stack
  }()

  private static let faulty = Task {
    let account = try await AzureTestAccount {
      $0.faultRate = 0.05
      $0.seed = 20_261_128
    }
    // The share's creation may fail as well, or succeed unseen.
    while true {
      do throws(StoreError) {
        try await account.store(share: "contract").createShare()
      } catch {
        if error.code == .conditionFailed { return account }
      }
    }
  }
}
