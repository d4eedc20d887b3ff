import Glibc
import Providers
import ProvidersTesting
import Testing

/// Decorators keep the contract, and what retries keeps it over stores that fail.
@Suite struct DecoratedStoreContractTests {
  enum Kind: CaseIterable {
    case counted, limited, retriedMemory, retriedFile, stackOverMemory, stackInParts
  }

  @Test(arguments: StoreContract.clauses, Kind.allCases)
  func holds(_ clause: StoreContract.Clause, for kind: Kind) async throws {
    let folder = try TemporaryFolder()
    try folder.write([], to: "scratch/here")
    _ = mkdir(folder.path + "/store", 0o700)
    let store = Self.store(kind, FileStore(root: folder.path + "/store"))
    try await clause.check(StoreUnderTest(store: store, scratchFolder: folder.path + "/scratch"))
  }

  @Test func theFaultsOfTheContractReallyHappen() async throws {
    let store = UnreliableStore(MemoryStore(), plan: Self.plan)
    let retrying = RetryingStore(store, clock: VirtualClock().clock)
    for number in 0..<200 {
      try await retrying.put("key/\(number)", [1, 2, 3])
      #expect(try await retrying.get("key/\(number)") == [1, 2, 3])
    }
    #expect(Set(store.faults.keys) == Set(FaultPlan.mendable))
  }

  private static let plan = FaultPlan(seed: 7, rate: 0.25)

  private static func store(_ kind: Kind, _ files: FileStore) -> any ObjectStore {
    let parts = MultipartLimits(smallestPart: 1000, largestPart: 2_000_000, mostParts: 40)
    var stack = StoreStack()
    stack.clock = VirtualClock().clock
    switch kind {
    case .counted: return CountingStore(files)
    case .limited: return AdaptiveConcurrencyStore(MemoryStore(), initial: 1, bounds: 1...4)
    case .retriedMemory: return RetryingStore(UnreliableStore(MemoryStore(), plan: plan), clock: stack.clock)
    case .retriedFile: return RetryingStore(UnreliableStore(files, plan: plan), clock: stack.clock)
    case .stackOverMemory: return stack.around(UnreliableStore(MemoryStore(parts: parts), plan: plan))
    case .stackInParts:
      stack.multipart.threshold = 999
      stack.multipart.partSize = 1000
      stack.multipart.copyThreshold = 999
      stack.multipart.copyPartSize = 1_000_000
      return stack.around(UnreliableStore(MemoryStore(parts: parts), plan: plan))
    }
  }
}
