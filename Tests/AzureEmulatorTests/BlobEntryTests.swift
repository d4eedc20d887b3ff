import Testing

@testable import AzureEmulator

@Suite struct BlobEntryTests {
  private static let start = StorageTime(ticks: 1_000_000_000_000_000)

  @Test func whatWasDeletedIsForgottenAfterItsDays() throws {
    var blob = Blob(.block([]))
    blob.deletion = Blob.Deletion(time: Self.start, days: 2)
    var entry = BlobEntry()
    entry.current = blob
    entry.snapshots["one"] = blob
    entry.versions["two"] = blob
    #expect(entry.live == nil && entry.blob(.snapshot("one")) == nil && entry.blob(.version("two")) == nil)
    entry.settle(at: Self.start.adding(seconds: 2 * 86_400 - 1))
    #expect(!entry.isEmpty)
    entry.settle(at: Self.start.adding(seconds: 2 * 86_400))
    #expect(entry.isEmpty)
  }

  @Test func copiesAndRehydrationsEnd() {
    var blob = Blob(.block([Blob.Block(id: "", bytes: [1, 2, 3])]))
    blob.tier = "Archive"
    blob.rehydration = ("Cool", Self.start.adding(seconds: 5))
    blob.copy = Blob.Copy(id: "c", source: "s", progress: "0/3", status: "pending", due: Self.start.adding(seconds: 9))
    var entry = BlobEntry()
    entry.current = blob
    entry.settle(at: Self.start.adding(seconds: 4))
    #expect(entry.current?.archiveStatus == "rehydrate-pending-to-cool" && entry.current?.tier == "Archive")
    entry.settle(at: Self.start.adding(seconds: 5))
    #expect(entry.current?.archiveStatus == nil && entry.current?.tier == "Cool")
    #expect(entry.current?.copy?.status == "pending")
    entry.settle(at: Self.start.adding(seconds: 9))
    #expect(entry.current?.copy?.status == "success" && entry.current?.copy?.progress == "3/3")
  }

  @Test func aChangeThatIsRefusedChangesNothing() {
    var entry = BlobEntry()
    entry.current = Blob(.append([]))
    #expect(throws: StorageFault.self) {
      try entry.change(.snapshot("none")) { blob throws(StorageFault) in blob.tier = "Hot" }
    }
    #expect(throws: StorageFault.self) {
      try entry.change(.current) { _ throws(StorageFault) -> Void in throw .blobExists }
    }
    #expect(entry.current?.tier == nil)
  }
}
