import Providers
import ProvidersTesting
import Synchronization
import Testing

@Suite struct MultipartUploadStoreTests {
  private let memory = MemoryStore(parts: MultipartLimits(smallestPart: 100, largestPart: 5000, mostParts: 50))
  private let bytes = (0..<10_050).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
  private let settings = MultipartUploadStore.Settings(
    threshold: 1000, partSize: 500, copyThreshold: 1000, copyPartSize: 2000, parallelParts: 3)

  private static let failure = StoreError(.accessDenied, "no", location: "memory")

  @Test func smallObjectsGoInOnePiece() async throws {
    let counted = CountingStore(memory)
    try await MultipartUploadStore(counted, settings: settings).put("key", [UInt8](repeating: 1, count: 1000))
    #expect(counted.counts == [.put: 1])
  }

  @Test func largeObjectsGoInParts() async throws {
    let counted = CountingStore(memory)
    let store = MultipartUploadStore(counted, settings: settings)
    try await store.put("key", bytes, options: PutOptions(metadata: ["a": "b"]))
    #expect(counted.counts == [.beginUpload: 1, .putPart: 21, .complete: 1])
    #expect(try await memory.get("key") == bytes)
    #expect(try await memory.head("key").metadata == ["a": "b"])
  }

  @Test func partsOfAFileAreReadFromIt() async throws {
    let folder = try TemporaryFolder()
    try folder.write(bytes, to: "file")
    let store = MultipartUploadStore(memory, settings: settings)
    _ = try await store.put("whole", .file(path: folder.path + "/file"), options: PutOptions())
    #expect(try await memory.get("whole") == bytes)
    let range: Range<Int64> = 7..<9000
    _ = try await store.put("range", .fileRange(path: folder.path + "/file", range: range), options: PutOptions())
    #expect(try await memory.get("range") == Array(bytes[7..<9000]))
  }

  @Test func partsAreOnTheirWaySideBySideButNoMoreThanAllowed() async throws {
    let store = AdaptiveConcurrencyStoreTests.Bearing(borne: 100)
    let parts = PartsOver(store, memory)
    try await MultipartUploadStore(parts, settings: settings).put("key", bytes)
    #expect(store.most == 3)
  }

  @Test(arguments: [StoreOperation.Kind.putPart, .complete])
  func aFailureLeavesNoUploadBehind(_ kind: StoreOperation.Kind) async throws {
    let calls = Mutex(0)
    let faulty = FaultyStore(
      memory,
      before: { operation, _ in
        operation == kind
          && calls.withLock { calls in
            calls += 1; return calls == (kind == .complete ? 1 : 7)
          }
          ? Self.failure : nil
      })
    let error = await #expect(throws: StoreError.self) {
      try await MultipartUploadStore(faulty, settings: settings).put("key", bytes)
    }
    #expect(error?.code == .accessDenied)
    #expect(try await memory.listUploads(prefix: "").isEmpty)
    #expect(try await !memory.exists("key"))
  }

  @Test func cancellingLeavesNoUploadBehind() async throws {
    let (sent, signal) = AsyncStream.makeStream(of: Void.self)
    let faulty = FaultyStore(
      memory,
      after: { operation, _ in
        if operation == .putPart { signal.yield() }
        return nil
      })
    let store = MultipartUploadStore(faulty, settings: settings)
    let task = Task { [bytes] in
      try await store.put("key", bytes)
    }
    var parts = 0
    for await _ in sent {
      parts += 1
      if parts == 3 { break }
    }
    task.cancel()
    if case .failure(let error) = await task.result { #expect((error as? StoreError)?.code == .cancelled) }
    #expect(try await memory.listUploads(prefix: "").isEmpty)
  }

  @Test func aConditionIsCheckedWhenAllIsThere() async throws {
    let store = MultipartUploadStore(memory, settings: settings)
    try await memory.put("key", [1])
    let error = await #expect(throws: StoreError.self) {
      try await store.put("key", bytes, options: PutOptions(condition: .ifAbsent))
    }
    #expect(error?.code == .conditionFailed)
    #expect(try await memory.get("key") == [1])
    #expect(try await memory.listUploads(prefix: "").isEmpty)
  }

  @Test func largeCopiesAreMadeOfPartsInTheStore() async throws {
    let counted = CountingStore(memory)
    let store = MultipartUploadStore(counted, settings: settings)
    try await store.put("from", bytes, options: PutOptions(metadata: ["a": "b"]))
    counted.reset()
    try await store.copy(from: "from", to: "to", options: PutOptions())
    #expect(counted.counts == [.head: 2, .beginUpload: 1, .copyPart: 6, .complete: 1])
    #expect(try await memory.get("to") == bytes)
    #expect(try await memory.head("to").metadata == ["a": "b"])
  }

  @Test func aSourceReplacedInTheMiddleIsNoCopy() async throws {
    let other = [UInt8](bytes.reversed())
    let faulty = FaultyStore(memory)
    let store = MultipartUploadStore(
      MeddlingStore(faulty, at: .copyPart) { [memory] in _ = try? await memory.put("from", other) }, settings: settings)
    try await memory.put("from", bytes)
    let error = await #expect(throws: StoreError.self) {
      try await store.copy(from: "from", to: "to", options: PutOptions())
    }
    #expect(error?.isRetryable == true)
    #expect(try await !memory.exists("to"))
    #expect(try await memory.listUploads(prefix: "").isEmpty)
  }

  @Test func aCompletionThatRetryingCannotTellIsComparedByBytes() async throws {
    let faulty = FaultyStore(memory)
    let store = MultipartUploadStore(
      MeddlingStore(faulty, at: .complete) { [memory, bytes] in
        // As after a completion whose reply was lost: the object is there, the upload is gone.
        for upload in (try? await memory.listUploads(prefix: "key")) ?? [] { try? await memory.abort(upload) }
        _ = try? await memory.put("key", bytes)
      }, settings: settings)
    #expect(try await store.put("key", bytes).size == Int64(bytes.count))
  }

  @Test func anUploadIsGoneOnWithByALaterRun() async throws {
    let begun = Mutex<MultipartUpload?>(nil)
    let calls = Mutex(0)
    let faulty = FaultyStore(
      memory,
      before: { operation, _ in
        operation == .putPart
          && calls.withLock { calls in
            calls += 1; return calls > 9
          } ? Self.failure : nil
      })
    let first = MultipartUploadStore(faulty, settings: settings)
    await #expect(throws: StoreError.self) {
      try await first.put("key", .bytes(bytes), continuing: nil) { upload in begun.withLock { $0 = upload } }
    }
    let upload = try #require(begun.withLock { $0 })
    #expect(try await memory.listParts(of: upload).count == 9)

    let counted = CountingStore(memory)
    let second = MultipartUploadStore(counted, settings: settings)
    try await second.put("key", .bytes(bytes), continuing: upload) { _ in Issue.record("begun again") }
    #expect(counted.counts == [.listParts: 1, .putPart: 12, .complete: 1])
    #expect(try await memory.get("key") == bytes)
  }

  @Test func partsOfOtherBytesAreSentAgain() async throws {
    let upload = try await memory.beginUpload("key", options: PutOptions())
    _ = try await memory.putPart(1, of: upload, .bytes([UInt8](repeating: 9, count: 500)))
    _ = try await memory.putPart(2, of: upload, .bytes(Array(bytes[500..<1000])))
    _ = try await memory.putPart(40, of: upload, .bytes([1]))
    let counted = CountingStore(memory)
    try await MultipartUploadStore(counted, settings: settings).put("key", .bytes(bytes), continuing: upload) { _ in }
    #expect(counted.count(.putPart) == 20)
    #expect(try await memory.get("key") == bytes)
  }

  @Test func anUploadThatIsGoneIsBegunAgain() async throws {
    let gone = MultipartUpload(key: "key", id: "gone")
    let begun = Mutex<[MultipartUpload]>([])
    try await MultipartUploadStore(memory, settings: settings).put("key", .bytes(bytes), continuing: gone) { upload in
      begun.withLock { $0.append(upload) }
    }
    #expect(begun.withLock { $0.count } == 1)
    #expect(try await memory.get("key") == bytes)
  }
}

/// Does something once, before the first operation of a kind.
private final class MeddlingStore: StoreDecorator {
  let base: any ObjectStore
  private let kind: StoreOperation.Kind
  private let action: @Sendable () async -> Void
  private let isDone = Mutex(false)

  init(_ base: any ObjectStore, at kind: StoreOperation.Kind, _ action: @escaping @Sendable () async -> Void) {
    self.base = base
    self.kind = kind
    self.action = action
  }

  func around<T: Sendable>(
    _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    let isFirst =
      operation.kind == kind
      && isDone.withLock { isDone in
        defer { isDone = true }
        return !isDone
      }
    if isFirst { await action() }
    return try await body()
  }
}

/// A store whose operations pass through the gate of another.
private final class PartsOver: StoreDecorator {
  let base: any ObjectStore
  private let gate: AdaptiveConcurrencyStoreTests.Bearing

  init(_ gate: AdaptiveConcurrencyStoreTests.Bearing, _ base: any ObjectStore) {
    self.gate = gate
    self.base = base
  }

  func around<T: Sendable>(
    _ operation: StoreOperation, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    try await gate.around(operation, body)
  }
}
