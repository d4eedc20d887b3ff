import AzureEmulator
import HTTPTypes
import ProvidersTesting
import Secrets
import Testing

@testable import Providers

/// What goes beyond the contract, on an emulated account.
@Suite struct AzureFilesServerTests {
  @Test func sharesComeAndGo() async throws {
    let store = try await AzureTestAccount.shared().store(share: "coming-and-going")
    try await store.createShare(quota: 7)
    #expect(try await store.listShares().first { $0.name == "coming-and-going" }?.quota == 7)
    #expect(try await store.share().quota == 7)
    try await store.put("folder/a", [UInt8](repeating: 1, count: 1000))
    #expect(try await store.usage() == 1000)
    let twice = await #expect(throws: StoreError.self) { try await store.createShare() }
    #expect(twice?.code == .conditionFailed)
    try await store.deleteShare()
    #expect(try await !store.listShares().contains { $0.name == "coming-and-going" })
  }

  @Test(arguments: ["list", "get", "put", "delete"])
  func aShareThatIsNotThereIsNamed(_ operation: String) async throws {
    let store = try await AzureTestAccount.shared().store(share: "not-there")
    let error = await #expect(throws: StoreError.self) {
      switch operation {
      case "list": _ = try await store.list(prefix: "", after: nil, limit: 1)
      case "get": _ = try await store.get("key")
      case "put": try await store.put("folder/key", [1])
      default: if let failure = try await store.delete(["a"]).first { throw failure.error }
      }
    }
    #expect(error?.code == .notFound, "\(operation): \(error.map { "\($0)" } ?? "")")
    #expect(error?.message.contains("no share \"not-there\"") == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test func directoriesComeWithTheFirstFileAndGoWithTheLast() async throws {
    let store = try await AzureTestAccount.shared().share("directories")
    try await store.put("a/b/c", [1, 2])
    try await store.put("a/d", [])
    #expect(try await store.listDirectory("").map(\.name) == ["a"])
    let entries = try await store.listDirectory("a").sorted { $0.name < $1.name }
    #expect(entries.map(\.name) == ["b", "d"])
    #expect(entries.map(\.isDirectory) == [true, false])
    #expect(try await store.delete(["a/b/c"]).isEmpty)
    #expect(try await store.listDirectory("a").map(\.name) == ["d"])
    #expect(try await store.delete(["a/d"]).isEmpty)
    #expect(try await store.listDirectory("").isEmpty)
  }

  @Test(arguments: 0...9)
  func aDirectoryIsMadeBelowWhateverIsThere(_ depth: Int) async throws {
    let store = try await AzureTestAccount.shared().share("depth-\(depth)")
    let parts = (1...9).map { "level \($0)" }
    if depth > 0 { try await store.makeDirectories(parts[..<depth].joined(separator: "/")) }
    try await store.makeDirectories(parts.joined(separator: "/") + "/")
    #expect(try await store.listDirectory(parts[..<8].joined(separator: "/")).map(\.name) == ["level 9"])
  }

  @Test func nothingIsLeftOfAFileThatCouldNotBePut() async throws {
    let store = try await AzureTestAccount.shared().share("leftovers")
    try await store.put("a", [1])
    let error = await #expect(throws: StoreError.self) {
      try await store.put("a", [2], options: PutOptions(condition: .ifAbsent))
    }
    #expect(error?.code == .conditionFailed)
    #expect(try await store.listDirectory("").map(\.name) == ["a"])
    #expect(try await store.get("a") == [1])
  }

  @Test func whatTheServiceCannotNameIsRefused() async throws {
    let store = try await AzureTestAccount.shared().share("names")
    for key in ["a:b", "a*", String(repeating: "n", count: 256), ".elasto-tmp-1"] {
      let error = await #expect(throws: StoreError.self) { try await store.put(key, [1]) }
      #expect(error?.code == .invalidKey)
    }
    try await store.put("ends in dots...", [1])
    #expect(try await store.list(prefix: "", after: nil, limit: 9).objects.map(\.key) == ["ends in dots..."])
  }

  @Test func aFileWhereADirectoryIsIsRefused() async throws {
    let store = try await AzureTestAccount.shared().share("in-the-way")
    try await store.put("a/b", [1])
    let onto = await #expect(throws: StoreError.self) { try await store.put("a", [1]) }
    #expect(onto?.code == .failed && onto?.message.contains("a directory has this name") == true)
    let below = await #expect(throws: StoreError.self) { try await store.put("a/b/c", [1]) }
    #expect(below?.code == .failed && below?.message.contains("whether a file has the directory's name") == true)
  }

  @Test func rangesThatWereWrittenAreListed() async throws {
    let store = try await AzureTestAccount.shared().share("ranges")
    try await store.put("a", [UInt8](repeating: 1, count: 1024))
    #expect(try await store.ranges(of: "a") == [0..<1024])
    try await store.put("empty", [])
    #expect(try await store.ranges(of: "empty").isEmpty)
  }

  @Test func aCopyIsDescribedAnew() async throws {
    let store = try await AzureTestAccount.shared().share("copies")
    try await store.put("a", [1, 2], options: PutOptions(contentType: "text/a", metadata: ["k": "v"]))
    let options = PutOptions(contentType: "text/b")
    let info = try await store.copy(from: "a", to: "b/c", options: options)
    #expect(info.metadata.isEmpty)
    let (found, fields) = try await store.headFields("b/c")
    #expect(found.metadata.isEmpty)
    #expect(fields[.contentType] == "text/b")
    #expect(try await store.get("b/c") == [1, 2])
    #expect(try await store.copy(from: "a", to: "d", options: PutOptions()).metadata == ["k": "v"])
    #expect(try await store.headFields("d").fields[.contentType] == "text/a")
  }

  @Test func theContentsTimeIsTheFiles() async throws {
    let store = try await AzureTestAccount.shared().share("times")
    let time: Int64 = 1_582_700_706_123_456_789
    try await store.put("a", .bytes([UInt8](repeating: 1, count: 9 << 20)), options: PutOptions(modified: time))
    let (info, fields) = try await store.headFields("a")
    #expect(info.contentModified == time)
    #expect(fields[.ms("file-last-write-time")] == "2020-02-26T07:05:06.1234567Z")
    let copy = try await store.copy(from: "a", to: "b", options: PutOptions())
    #expect(copy.contentModified == time)
  }

  @Test func sharesAreTheAccountsContainers() async throws {
    let store = try await AzureTestAccount.shared().store(share: "as-a-container")
    let containers = try #require(store.containers)
    #expect(try await containers.makeContainer())
    #expect(try await !containers.makeContainer())
    #expect(try await containers.containersOfAccount().contains { $0.name == "as-a-container" })
  }

  @Test func whatItCannotDoIsRefused() async throws {
    let store = try await AzureTestAccount.shared().share("refused")
    for options in [PutOptions(condition: .ifMatch(etag: "x")), PutOptions(lease: "mine")] {
      let error = await #expect(throws: StoreError.self) { try await store.put("a", [1], options: options) }
      #expect(error?.code == .unsupported)
    }
  }

  @Test func aCopyThatTakesItsTimeIsWaitedFor() async throws {
    let store = try await AzureTestAccount { $0.copySeconds = 1 }.share("copies")
    try await store.put("a", [1, 2, 3])
    #expect(try await store.copy(from: "a", to: "b", options: PutOptions()).size == 3)
    #expect(try await store.get("b") == [1, 2, 3])
  }

  @Test func aSharedAccessSignatureIsEnoughForAllOfTheStore() async throws {
    let account = try await AzureTestAccount.shared()
    _ = try await account.share("shared-access")
    let key = try #require(Base64.decode(account.settings.accountKey))
    var access = AzureSharedAccess(scope: .share("shared-access"))
    access.permissions = "rcwdl"
    access.expiry = UTCTime(seconds: MemoryStore.systemTime() / 1_000_000_000 + 600)
    let query = try access.query(
      signedWith: AzureAccountKey(account: account.settings.accountName, key: SecretBytes(copying: key)))
    let store = try account.store(
      share: "shared-access", credentials: .sharedAccess(SecretBytes(copying: Array(query.utf8))))
    try await store.put("x/a", [1, 2, 3])
    try await store.copy(from: "x/a", to: "b", options: PutOptions())
    #expect(try await store.get("b") == [1, 2, 3])
    #expect(try await store.list(prefix: "", after: nil, limit: 10).objects.map(\.key) == ["b", "x/a"])
    #expect(try await store.delete(["x/a", "b", "c"]).isEmpty)
    #expect(try await store.listDirectory("").isEmpty)
  }

  @Test func whatIsNotWhatWasStoredIsFound() async throws {
    let store = try await AzureTestAccount.shared().share("sums")
    try await store.put("a", [UInt8](repeating: 1, count: 100))
    var request = store.request(.put, "a", [("comp", "range")], action: "changing")
    request.fields[.ms("write")] = "update"
    request.fields[.ms("range")] = "bytes=0-0"
    request.body = .bytes([2])
    _ = try await store.sender.send(request)
    let error = await #expect(throws: StoreError.self) { _ = try await store.get("a") }
    #expect(error?.code == .corrupted)
  }
}
