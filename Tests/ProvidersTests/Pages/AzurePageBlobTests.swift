import AzureEmulator
import HTTPTypes
import ProvidersTesting
import Secrets
import Testing

@testable import Providers

@Suite struct AzurePageBlobTests {
  @Test(arguments: PageStoreContract.clauses)
  func holds(_ clause: PageStoreContract.Clause) async throws {
    let store = try await AzureTestAccount.shared().container("pages")
    try await clause.check(PagesUnderTest(namespace: store, key: Self.newKey()))
  }

  /// A service without pages of ranges.
  @Test(arguments: PageStoreContract.clauses)
  func holdsWithAnOlderInterface(_ clause: PageStoreContract.Clause) async throws {
    let store = try await AzureTestAccount.shared().container("pages") { $0.apiVersion = "2019-12-12" }
    try await clause.check(PagesUnderTest(namespace: store, key: Self.newKey()))
  }

  @Test func staysTheSameAsAModel() async throws {
    let store = try await AzureTestAccount.shared().container("pages")
    try await Self.compareWithModel(store, PageSeed.random, AzurePageBlob.Settings(), "page blob", operations: 2000)
  }

  @Test func staysTheSameAsAModelWhileRequestsFail() async throws {
    let seed = PageSeed.random
    let account = try await AzureTestAccount {
      $0.faultRate = 0.05
      $0.seed = seed
    }
    let store = try await Self.faultyContainer(of: account)
    let counters = RequestCounters()
    var settings = AzurePageBlob.Settings()
    settings.retries = Retries(clock: VirtualClock(seed: seed).clock, observer: counters)
    try await Self.compareWithModel(store, seed, settings, "page blob behind faults")
    #expect(counters.retries > 100)
  }

  @Test func oneByteAtAGibibyteOfATebibyteIsOneRange() async throws {
    let store = try await AzureTestAccount.shared().container("pages")
    let blob = try await store.createPageBlob("tebibyte", size: 1 << 40)
    try await blob.write([UInt8](repeating: 1, count: 512), at: 1 << 30)
    let list = try await blob.allocatedRanges(in: 0..<1 << 40, limit: 1000)
    #expect(list == PageRangeList(ranges: [1 << 30..<1 << 30 + 512], next: nil))
    #expect(try await blob.properties().size == 1 << 40)
    try await store.deletePages("tebibyte")
  }

  @Test func zerosAreNotSent() async throws {
    let (store, counters) = try await Self.countingStore()
    let blob = try await store.createPageBlob(Self.newKey(), size: 16 << 20)
    try await blob.write([UInt8](repeating: 0, count: 16 << 20), at: 0)
    #expect(counters.total.sentBytes == 0)
  }

  @Test func aBlobOfAnotherKindIsRefusedWithTheWayOut() async throws {
    let store = try await AzureTestAccount.shared().container("pages")
    let key = Self.newKey()
    try await store.put(key, [1, 2, 3])
    let error = await #expect(throws: StoreError.self) { _ = try await store.openPageBlob(key) }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains("copy it into a new page blob") == true)
  }

  @Test func aWriteOnConditionOfTheETagNoticesAnotherWriter() async throws {
    let store = try await AzureTestAccount.shared().container("pages")
    let blob = try await store.createPageBlob(Self.newKey(), size: 4096)
    let page = [UInt8](repeating: 1, count: 512)
    let etag = try #require(try await blob.properties().etag)
    let next = try #require(try await blob.write(page, at: 0, ifMatch: etag))
    #expect(next != etag)
    let error = await #expect(throws: StoreError.self) { _ = try await blob.write(page, at: 512, ifMatch: etag) }
    #expect(error?.code == .conditionFailed)
    #expect(try await blob.read(512..<1024) == [UInt8](repeating: 0, count: 512))
  }

  @Test func resizingKeepsTypeAndMetadata() async throws {
    let store = try await AzureTestAccount.shared().container("pages")
    let key = Self.newKey()
    let options = PutOptions(contentType: "application/x-raw-disk-image", metadata: ["a": "ü"])
    let blob = try await store.createPageBlob(key, size: 4096, options: options)
    try await blob.resize(to: 8192)
    let (info, fields) = try await store.headFields(key)
    #expect(info.size == 8192)
    #expect(info.metadata == ["a": "ü"])
    #expect(fields[.contentType] == "application/x-raw-disk-image")
  }

  @Test func pagesAreCopiedInTheService() async throws {
    let (store, counters) = try await Self.countingStore()
    let source = try await store.createPageBlob(Self.newKey(), size: 10 << 20)
    let bytes = (0..<(10 << 20)).map { UInt8(truncatingIfNeeded: $0 / 512 % 251 + 1) }
    try await source.write(bytes, at: 0)
    let snapshot = try await source.makeSnapshot()
    try await source.clear(0..<10 << 20)
    let copy = try await store.createPageBlob(Self.newKey(), size: 10 << 20)
    let before = counters.total
    try await copy.copy(0..<10 << 20, from: source, snapshot: snapshot.id)
    #expect(counters.total.sentBytes == before.sentBytes)
    let isSame = try await copy.read(0..<10 << 20) == bytes
    #expect(isSame)
  }

  @Test func incrementalCopiesBecomeSnapshots() async throws {
    let store = try await AzureTestAccount.shared().container("pages")
    let (key, copyKey) = (Self.newKey(), Self.newKey())
    let source = try await store.createPageBlob(key, size: 4096)
    var copies: [String] = []
    for value in [UInt8(1), 2] {
      try await source.write([UInt8](repeating: value, count: 512), at: Int64(value) * 512)
      let snapshot = try await source.makeSnapshot()
      copies.append(try #require(try await store.copyIncrementally(key, snapshot: snapshot.id, to: copyKey)))
    }
    let copy = try await store.openPageBlob(copyKey, .reading)
    #expect(try await copy.snapshots(after: nil, limit: 10).snapshots.map(\.id) == copies)
    let last = try await copy.openSnapshot(copies[1])
    #expect(try await last.read(0..<4096) == (try await source.read(0..<4096)))
    let changes = try await last.changedRanges(since: copies[0], in: 0..<4096, limit: 10)
    #expect(changes.changes == [PageChange(range: 1024..<1536, isCleared: false)])
  }

  @Test(.timeLimit(.minutes(10)))
  func aLeaseThatRanOutComesBackUnlessSomebodyElseWrote() async throws {
    let store = try await AzureTestAccount.shared().container("pages")
    let keys = (0..<3).map { _ in Self.newKey() }
    var holders: [AzurePageBlob] = []
    for key in keys {
      let blob = try await store.createPageBlob(key, size: 4096)
      try await blob.acquireLease(id: PageLease.newID(), seconds: 15)
      holders.append(blob)
    }
    // Nobody else can write until the lease has run out.
    let writer = try await store.openPageBlob(keys[1], .writing)
    let data = [UInt8](repeating: 2, count: 512)
    try await Self.whenFree { () async throws(StoreError) in try await writer.write(data, at: 0) }
    let taker = try await store.openPageBlob(keys[2], .writing)
    try await Self.whenFree { () async throws(StoreError) in
      try await taker.acquireLease(id: PageLease.newID(), seconds: 60)
    }

    let own = [UInt8](repeating: 1, count: 512)
    try await holders[0].write(own, at: 512)
    #expect(try await holders[0].read(512..<1024) == own)
    for holder in holders.dropFirst() {
      let error = await #expect(throws: StoreError.self) { try await holder.write(own, at: 0) }
      #expect(error?.code == .conditionFailed)
    }
    #expect(try await writer.read(0..<512) == data)
    try await taker.releaseLease()
  }

  /// Does it as soon as no lease is in the way.
  private static func whenFree(_ body: () async throws(StoreError) -> Void) async throws {
    while true {
      do throws(StoreError) {
        return try await body()
      } catch {
        try #require(error.code == .conditionFailed)
        try await Task.sleep(for: .milliseconds(100))
      }
    }
  }

  @Test func aLeaseOfAnotherHolderIsTakenOverByItsID() async throws {
    let store = try await AzureTestAccount.shared().container("pages")
    let key = Self.newKey()
    let blob = try await store.createPageBlob(key, size: 4096)
    let id = PageLease.newID()
    try await blob.acquireLease(id: id, seconds: 60)
    let other = try await store.openPageBlob(key)
    try await other.acquireLease(id: id, seconds: 60)
    try await other.write([UInt8](repeating: 1, count: 512), at: 0)
    let error = await #expect(throws: StoreError.self) { try await other.acquireLease(id: id, seconds: 61) }
    #expect(error?.code == .unsupported)
    let deletion = await #expect(throws: StoreError.self) { try await store.deletePages(key) }
    #expect(deletion?.code == .conditionFailed)
    try await other.releaseLease()
    try await store.deletePages(key)
  }

  private static func newKey() -> String { "disks/ä \(UInt64.random(in: 0 ... .max)).vhd" }

  private static func compareWithModel(
    _ store: AzureStore, _ seed: UInt64, _ settings: AzurePageBlob.Settings, _ what: String, operations: Int = 10_000
  ) async throws {
    let key = newKey()
    print("\(what): seed \(seed)")
    var run = PageModelRun(seed: seed) { pages in
      try await pages.close()
      return try await store.openPageBlob(key, settings: settings)
    }
    run.operations = operations
    run.size = 1 << 20
    run.longest = 16 << 10
    let blob: AzurePageBlob
    do throws(StoreError) {
      blob = try await store.createPageBlob(key, size: Int64(run.size), settings: settings)
    } catch {
      // An attempt whose reply was lost has made it.
      guard error.code == .conditionFailed else { throw error }
      blob = try await store.openPageBlob(key, settings: settings)
    }
    let report = try await run.run(on: blob)
    print("\(what): \(report.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", "))")
  }

  private static func faultyContainer(of account: AzureTestAccount) async throws -> AzureStore {
    let store = try account.store(container: "pages")
    while true {
      do throws(StoreError) {
        try await store.createContainer()
      } catch {
        if error.code == .conditionFailed { return store }
      }
    }
  }

  /// A container whose requests are counted.
  private static func countingStore() async throws -> (AzureStore, RequestCounters) {
    let account = try await AzureTestAccount.shared()
    _ = try await account.container("pages")
    let counters = RequestCounters()
    let text = SecretBytes(copying: Array(account.connectionString.utf8))
    let store = try AzureStore(
      AzureConfiguration(account: account.settings.accountName, container: "pages", endpoint: account.endpoint),
      credentials: FixedAzureCredentials(AzureCredentials(try AzureConnectionString(text).kind, origin: "test")),
      transport: try HTTPClient(configuration: HTTPConfiguration(proxies: .none, observer: counters)))
    return (store, counters)
  }
}
