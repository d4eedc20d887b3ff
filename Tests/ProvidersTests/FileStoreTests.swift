import Glibc
import Providers
import Testing

@Suite struct FileStoreTests {
  let folder: TemporaryFolder
  let store: FileStore

  init() throws {
    folder = try TemporaryFolder()
    store = FileStore(root: folder.path + "/deep/root")
  }

  @Test func anObjectIsAReadOnlyFileBelowPrivateFolders() async throws {
    try await store.put("data/ab/abcd", Array("hello".utf8))
    var status = stat()
    #expect(stat(store.root + "/data/ab/abcd", &status) == 0)
    #expect(status.st_mode & 0o7777 == 0o400)
    #expect(stat(store.root + "/data/ab", &status) == 0)
    #expect(status.st_mode & 0o7777 == 0o700)
    #expect(try await store.get("data/ab/abcd") == Array("hello".utf8))
    #expect(try await store.delete(["data/ab/abcd"]).isEmpty)
    #expect(try await store.exists("data/ab/abcd") == false)
  }

  @Test func leftoversOfKilledWritersAreNotListed() async throws {
    try await store.put("a/b", [1])
    try folder.write([1, 2], to: "deep/root/a/.elasto-tmp-123")
    let page = try await store.list(prefix: "", after: nil, limit: 10)
    #expect(page.objects.map(\.key) == ["a/b"])
    #expect(page.next == nil)
  }
}
