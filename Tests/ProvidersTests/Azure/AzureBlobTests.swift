import AzureEmulator
import HTTPTypes
import ProvidersTesting
import Testing

@testable import Providers

/// What blobs have beyond the contract of all stores, on an emulated account.
@Suite struct AzureBlobTests {
  private func container(_ name: String) async throws -> AzureStore {
    try await AzureTestAccount.shared().container("blobs-\(name)")
  }

  private static let (mine, other) = ("11111111-1111-1111-1111-111111111111", "22222222-2222-2222-2222-222222222222")

  // MARK: leases

  @Test func aLeaseKeepsOthersOutAndIsHandedOver() async throws {
    let store = try await container("leases")
    try await store.put("a", [1])
    try await store.acquireLease(on: "a", id: Self.mine, seconds: 60)
    // Idempotent: the same id may take it again.
    try await store.acquireLease(on: "a", id: Self.mine, seconds: nil)
    let without = await #expect(throws: StoreError.self) { try await store.put("a", [2]) }
    #expect(without?.code == .conditionFailed)
    let second = await #expect(throws: StoreError.self) {
      try await store.acquireLease(on: "a", id: Self.other, seconds: 15)
    }
    #expect(second?.code == .conditionFailed)
    try await store.put("a", .bytes([3]), options: PutOptions(lease: Self.mine))
    try await store.renewLease(on: "a", id: Self.mine)
    try await store.changeLease(on: "a", id: Self.mine, to: Self.other)
    let lost = await #expect(throws: StoreError.self) { try await store.renewLease(on: "a", id: Self.mine) }
    #expect(lost?.code == .conditionFailed)
    try await store.releaseLease(on: "a", id: Self.mine)
    #expect(try await store.properties(of: "a").leaseState == "leased")
    try await store.releaseLease(on: "a", id: Self.other)
    try await store.releaseLease(on: "a", id: Self.other)
    try await store.put("a", [4])
    #expect(try await store.get("a") == [4])
  }

  @Test func aLeaseIsBrokenByAnyone() async throws {
    let store = try await container("breaking")
    try await store.put("a", [1])
    #expect(try await store.breakLease(on: "a", after: 0) == 0)
    try await store.acquireLease(on: "a", id: Self.mine, seconds: nil)
    #expect(try await store.breakLease(on: "a", after: 0) == 0)
    try await store.put("a", [2])
    try await store.acquireLease(on: "a", id: Self.other, seconds: 60)
    let left = try await store.breakLease(on: "a", after: 20)
    #expect((1...20).contains(left))
    let odd = await #expect(throws: StoreError.self) {
      try await store.acquireLease(on: "a", id: Self.mine, seconds: 5)
    }
    #expect(odd?.code == .unsupported)
  }

  @Test func decoratedAndPrefixedStoresLeaseToo() async throws {
    let store = PrefixedStore(StoreStack().around(try await container("decorated")), prefix: "p/")
    try await store.put("a", [1])
    let leasing = try #require(store.leasing)
    try await leasing.acquireLease(on: "a", id: Self.mine, seconds: 15)
    await #expect(throws: StoreError.self) { try await store.put("a", [2]) }
    try await leasing.releaseLease(on: "a", id: Self.mine)
    #expect(MemoryStore().leasing == nil && MemoryStore().tiered == nil)
    let refused = await #expect(throws: StoreError.self) {
      try await MemoryStore().put("a", .bytes([]), options: PutOptions(lease: Self.mine))
    }
    #expect(refused?.code == .unsupported)
  }

  @Test func aContainerIsLeasedAndDescribed() async throws {
    let store = try await container("held")
    try await store.acquireContainerLease(id: Self.mine, seconds: nil)
    try await store.renewContainerLease(id: Self.mine)
    try await store.setContainerMetadata(["owner": "öps"])
    let properties = try await store.containerProperties()
    #expect(properties.leaseState == "leased" && properties.metadata == ["owner": "öps"] && properties.etag != nil)
    #expect(properties.modified ?? 0 > 0 && properties.publicAccess == nil)
    let error = await #expect(throws: StoreError.self) { try await store.deleteContainer() }
    #expect(error?.code == .conditionFailed)
    #expect(try await store.breakContainerLease(after: 0) == 0)
    try await store.acquireContainerLease(id: Self.other, seconds: 15)
    try await store.releaseContainerLease(id: Self.other)
    try await store.deleteContainer()
  }

  // MARK: tiers, tags, properties

  @Test func tiersAreSetAndArchivesAreBroughtBack() async throws {
    let store = try await container("tiers")
    try await store.put("a", [1])
    #expect(try await store.tier(of: "a") == ObjectTier(name: "Hot"))
    try await store.setTier("Cool", of: "a", urgency: .standard)
    #expect(try await store.tier(of: "a").name == "Cool")
    try await store.setTier("Archive", of: "a", urgency: .standard)
    #expect(try await store.tier(of: "a") == ObjectTier(name: "Archive", isReadable: false))
    let unread = await #expect(throws: StoreError.self) { _ = try await store.get("a") }
    #expect(unread?.message.contains("the blob is archived") == true)
    try await store.setTier("Hot", of: "a", urgency: .high)
    let tier = try await store.tier(of: "a")
    #expect(tier.destination == "Hot" || tier == ObjectTier(name: "Hot"))
    let odd = await #expect(throws: StoreError.self) { try await store.setTier("a b", of: "a", urgency: .standard) }
    #expect(odd?.code == .failed)
  }

  @Test func tagsAreKeptAndFound() async throws {
    let store = try await container("tags")
    for key in ["a", "b"] { try await store.put(key, [1]) }
    #expect(try await store.tags(of: "a").isEmpty)
    try await store.setTags(["site": "fra1", "kind": "a=b / c"], of: "a")
    #expect(try await store.tags(of: "a") == ["site": "fra1", "kind": "a=b / c"])
    try await store.setTags([:], of: "a")
    #expect(try await store.tags(of: "a").isEmpty)
    let missing = await #expect(throws: StoreError.self) { try await store.tags(of: "c") }
    #expect(missing?.code == .notFound)
  }

  @Test func propertiesAndMetadataAreReplacedWithoutTheBytes() async throws {
    let store = try await container("properties")
    try await store.put("a", .bytes([1, 2]), options: PutOptions(contentType: "text/plain", metadata: ["a": "1"]))
    try await store.setMetadata(["b": "ü %"], of: "a")
    var content = AzureContentFields(type: "text/css")
    content.cacheControl = "no-store"
    content.language = "de"
    try await store.setContent(content, of: "a")
    let properties = try await store.properties(of: "a")
    #expect(properties.info.metadata == ["b": "ü %"] && properties.type == "BlockBlob" && properties.info.size == 2)
    #expect(properties.content.type == "text/css" && properties.content.cacheControl == "no-store")
    #expect(properties.content.language == "de")
    #expect(try await store.get("a") == [1, 2])
  }

  // MARK: append blobs

  @Test func bytesAreAppended() async throws {
    let store = try await container("append")
    try await store.createAppendBlob("log", options: PutOptions(condition: .ifAbsent))
    let twice = await #expect(throws: StoreError.self) {
      try await store.createAppendBlob("log", options: PutOptions(condition: .ifAbsent))
    }
    #expect(twice?.code == .conditionFailed)
    #expect(try await store.append([1, 2, 3], to: "log") == 0)
    #expect(try await store.append([4], to: "log", at: 3) == 3)
    // A repetition of what has been done is noticed.
    let repeated = await #expect(throws: StoreError.self) { try await store.append([4], to: "log", at: 3) }
    #expect(repeated?.code == .conditionFailed)
    let full = await #expect(throws: StoreError.self) { try await store.append([5, 6], to: "log", limit: 5) }
    #expect(full?.code == .conditionFailed)
    try await store.put("more", [7, 8, 9])
    let url = try await store.url(for: .get, of: "more", seconds: 60)
    #expect(try await store.append(from: url, range: 1..<3, to: "log") == 4)
    #expect(try await store.get("log") == [1, 2, 3, 4, 8, 9])
    #expect(try await store.properties(of: "log").blockCount == 3)
    try await store.seal("log")
    #expect(try await store.properties(of: "log").isSealed)
    await #expect(throws: StoreError.self) { try await store.append([1], to: "log") }
    let tooMuch = await #expect(throws: StoreError.self) {
      try await store.append([UInt8](repeating: 0, count: store.largestAppend + 1), to: "log")
    }
    #expect(tooMuch?.message.contains("at most 100 MiB") == true)
  }

  // MARK: snapshots, soft delete, URLs

  @Test func snapshotsAreReadRestoredAndDeleted() async throws {
    let store = try await container("snapshots")
    try await store.put("a", [1, 2, 3])
    try await store.put("ab", [0])
    let first = try await store.makeSnapshot(of: "a")
    try await store.put("a", [4])
    let second = try await store.makeSnapshot(of: "a")
    #expect(try await store.snapshots(of: "a").map(\.id) == [first, second])
    let sink = CollectingSink()
    let info = try await store.get("a", snapshot: first, range: 1..<3, to: sink)
    #expect(sink.take() == [2, 3] && info.size == 3)
    try await store.restore("a", snapshot: first)
    #expect(try await store.get("a") == [1, 2, 3])
    try await store.delete("a", snapshot: first)
    try await store.delete("a", snapshot: first)
    #expect(try await store.snapshots(of: "a").map(\.id) == [second])
    let gone = await #expect(throws: StoreError.self) {
      _ = try await store.get("a", snapshot: first, range: nil, to: CollectingSink())
    }
    #expect(gone?.code == .notFound)
  }

  @Test func versionsAreListedReadRestoredAndDeleted() async throws {
    let account = try await AzureTestAccount { $0.keepsVersions = true }
    let store = try await account.container("versions")
    for byte in [1, 2, 3] as [UInt8] { try await store.put("a", [byte]) }
    try await store.put("b/c", [9])
    let versioned = try #require(store.versioned)
    let first = try await versioned.listVersions(prefix: "", after: nil, limit: 1)
    #expect(first.versions.map(\.key) == ["a", "a", "a"] && first.versions.map(\.isLatest) == [true, false, false])
    let second = try await versioned.listVersions(prefix: "", after: first.next, limit: 1)
    #expect(second.versions.map(\.key) == ["b/c"] && second.next == nil)
    let oldest = try #require(first.versions.last?.version)
    let sink = CollectingSink()
    _ = try await versioned.get("a", version: oldest, range: nil, to: sink)
    #expect(sink.take() == [1])
    try await store.restore("a", version: oldest)
    #expect(try await store.get("a") == [1])
    try await versioned.delete("a", version: oldest)
    try await versioned.delete("a", version: oldest)
    let rest = try await versioned.listVersions(prefix: "a", after: nil, limit: 10)
    #expect(!rest.versions.map(\.version).contains(oldest) && rest.versions.count == 3)
    try await account.emulator.stop()
  }

  @Test func theServiceReadsFromURLs() async throws {
    let store = try await container("urls")
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try await store.put("a", bytes)
    let url = try await store.url(for: .get, of: "a", seconds: 60)
    let info = try await store.put("b", from: url, options: PutOptions(metadata: ["k": "v"]))
    #expect(info.size == 100_000 && info.metadata == ["k": "v"])
    #expect(try await store.get("b") == bytes)
    let upload = try await store.beginUpload("c", options: PutOptions())
    var parts = [try await store.putPart(1, of: upload, from: url, range: 0..<60_000)]
    parts.append(try await store.putPart(2, of: upload, from: url, range: 60_000..<100_000))
    try await store.complete(upload, parts: parts, options: PutOptions())
    #expect(try await store.get("c") == bytes)
    let denied = await #expect(throws: StoreError.self) {
      try await store.put("d", from: url.replacing("sig=", with: "sig=x"))
    }
    #expect(denied != nil)
  }

  @Test func aCopyInTheServicesOwnTimeIsEnded() async throws {
    let account = try await AzureTestAccount { $0.copySeconds = 3600 }
    let store = try await account.container("copies")
    try await store.put("a", [1, 2, 3])
    let id = try await store.beginCopy(to: "b", from: try await store.url(for: .get, of: "a", seconds: 60))
    #expect(try await store.properties(of: "b").copyStatus == "pending")
    try await store.abortCopy(to: "b", id: try #require(id))
    try await store.abortCopy(to: "b", id: try #require(id))
    let properties = try await store.properties(of: "b")
    #expect(properties.copyStatus == "aborted" && properties.info.size == 0)
    try await account.emulator.stop()
  }

  @Test func whatWasDeletedComesBack() async throws {
    let account = try await AzureTestAccount()
    let store = try await account.container("deleted")
    try await store.keepDeletedBlobs(days: 7)
    for key in ["a", "b", "c"] { try await store.put(key, [1]) }
    #expect(try await store.delete(["a"]).isEmpty)
    #expect(try await store.deletedBlobs(prefix: "").map(\.info.key) == ["a"])
    try await store.undelete("a")
    #expect(try await store.get("a") == [1])
    #expect(try await store.deletedBlobs(prefix: "").isEmpty)
    try await store.keepDeletedBlobs(days: nil)
    #expect(try await store.delete(["b"]).isEmpty)
    let gone = await #expect(throws: StoreError.self) { try await store.undelete("b") }
    #expect(gone?.code == .notFound)
    try await account.emulator.stop()
  }
}
