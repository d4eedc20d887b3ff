import Providers
import ProvidersTesting
import Synchronization
import Testing

@Suite struct RetryingStoreMultipartTests {
  private let clock = VirtualClock()
  private let parts = MultipartLimits(smallestPart: 2, largestPart: 100, mostParts: 10)

  private var memory: MemoryStore {
    MemoryStore(parts: parts, now: { [clock] in 1_700_000_000_000_000_000 + clock.now })
  }

  /// Carries out the first `count` operations of a kind, and loses their replies.
  private static func losing(_ count: Int, _ kind: StoreOperation.Kind, of base: any ObjectStore) -> FaultyStore {
    let left = Mutex(count)
    return FaultyStore(
      base,
      after: { operation, key in
        guard operation == kind else { return nil }
        return left.withLock { left in
          left -= 1
          return left >= 0 ? StoreError(.timeout, "no reply", location: key, isRetryable: true) : nil
        }
      })
  }

  @Test func anUploadWhoseBeginningWasLostIsAborted() async throws {
    let memory = memory
    let store = RetryingStore(Self.losing(2, .beginUpload, of: memory), clock: clock.clock)
    let upload = try await store.beginUpload("key", options: PutOptions())
    #expect(try await memory.listUploads(prefix: "").map(\.id) == [upload.id])
  }

  @Test func olderUploadsOfTheKeyAndThoseWithPartsStay() async throws {
    let memory = memory
    let older = try await memory.beginUpload("key", options: PutOptions())
    clock.advance(by: .seconds(60))
    let busy = try await memory.beginUpload("key", options: PutOptions())
    _ = try await memory.putPart(1, of: busy, .bytes([1, 2]))
    let neighbour = try await memory.beginUpload("key2", options: PutOptions())
    let store = RetryingStore(Self.losing(1, .beginUpload, of: memory), clock: clock.clock)
    let upload = try await store.beginUpload("key", options: PutOptions())
    let left = Set(try await memory.listUploads(prefix: "").map(\.id))
    #expect(left == [older.id, busy.id, neighbour.id, upload.id])
  }

  @Test(arguments: [PutCondition.always, .ifAbsent])
  func aCompletionWhoseReplyWasLostIsASuccess(_ condition: PutCondition) async throws {
    let memory = memory
    let store = RetryingStore(Self.losing(1, .complete, of: memory), clock: clock.clock)
    let upload = try await store.beginUpload("key", options: PutOptions())
    let sent = [
      try await store.putPart(1, of: upload, .bytes([1, 2])), try await store.putPart(2, of: upload, .bytes([3])),
    ]
    let info = try await store.complete(upload, parts: sent, options: PutOptions(condition: condition))
    #expect(info.size == 3)
    #expect(try await memory.get("key") == [1, 2, 3])
  }

  @Test func anotherObjectInItsPlaceIsNotTakenForIt() async throws {
    let memory = memory
    let lost = Self.losing(1, .complete, of: memory)
    let upload = try await memory.beginUpload("key", options: PutOptions())
    let part = try await memory.putPart(1, of: upload, .bytes([1, 2]))
    let meddling = FaultyStore(
      lost,
      after: { operation, _ in nil })
    let store = RetryingStore(
      meddling,
      clock: StoreClock(
        now: { 0 }, sleep: { _ in try await memory.put("key", [8, 9]) }, random: { 0 }))
    let error = await #expect(throws: StoreError.self) {
      try await store.complete(upload, parts: [part], options: PutOptions())
    }
    #expect(error?.code == .notFound)
  }
}
