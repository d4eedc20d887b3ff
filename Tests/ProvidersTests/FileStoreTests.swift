import Foundation
import ProvidersTesting
import Testing

@testable import Providers

@Suite struct FileStoreTests {
  let folder: TemporaryFolder
  let store: FileStore

  init() throws {
    folder = try TemporaryFolder()
    store = FileStore(root: folder.path + "/deep/root")
  }

  private func mode(_ path: String) -> mode_t {
    var status = stat()
    return lstat(store.root + path, &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  private func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: store.root + path).sorted()
  }

  @Test func anObjectIsAReadOnlyFileBelowPrivateFolders() async throws {
    try await store.put("data/ab/abcd", Array("hello".utf8))
    #expect(mode("/data/ab/abcd") == 0o400)
    #expect(mode("/data/ab") == 0o700)
    #expect(mode("") == 0o700)
    #expect(try await store.delete(["data/ab/abcd"]).isEmpty)
    #expect(try names(in: "/data/ab") == [])
  }

  @Test func aGroupMayShareAStore() async throws {
    let shared = FileStore(root: store.root, permissions: .group)
    try await shared.put("a/b", [])
    let umask = try #require(
      try String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(separator: "\n")
        .first { $0.hasPrefix("Umask:") }.flatMap { mode_t($0.dropFirst(6).drop { $0 == "\t" }, radix: 8) })
    #expect(mode("/a/b") == 0o440 & ~umask)
    #expect(mode("/a") == 0o770 & ~umask)
  }

  @Test func aMissingFolderIsNamedAndNotTakenForAnEmptyStore() async throws {
    for operation in ["list", "head", "get"] {
      let error = await #expect(throws: StoreError.self) {
        switch operation {
        case "list": _ = try await store.list(prefix: "", after: nil, limit: 1)
        case "head": _ = try await store.head("a")
        default: _ = try await store.get("a")
        }
      }
      #expect(error?.code == .notFound)
      #expect(error?.message.contains("there is no folder \(store.root); create it, or mount") == true)
    }
    #expect(try await store.delete(["a"]).isEmpty)
    #expect(!FileManager.default.fileExists(atPath: store.root))
  }

  @Test func whatKilledWritersLeftIsRemovedAndNothingElse() async throws {
    try await store.put("data/ab/whole", [1])
    func leave(_ path: String, age: Double) throws -> FileHandle {
      let url = URL(fileURLWithPath: store.root + path)
      try Data([1]).write(to: url)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -age)], ofItemAtPath: url.path)
      return try FileHandle(forReadingFrom: url)
    }
    _ = try leave("/data/ab/.elasto-tmp-dead", age: 3600)
    _ = try leave("/data/ab/.elasto-tmp-fresh", age: 1)
    let writer = try leave("/data/ab/.elasto-tmp-busy", age: 3600)
    flock(writer.fileDescriptor, LOCK_EX)
    _ = try leave("/.elasto-tmp-elsewhere", age: 3600)

    #expect(try store.removeRemnants(prefix: "data/") == 1)
    #expect(try names(in: "/data/ab") == [".elasto-tmp-busy", ".elasto-tmp-fresh", "whole"])
    try writer.close()
    #expect(try PrefixedStore(store, prefix: "data/").removeRemnants(prefix: "ab/") == 1)
    #expect(try store.removeRemnants(prefix: "absent/") == 0)
    #expect(try store.removeRemnants(prefix: "") == 1)
  }

  @Test func whatIsNoWholeFileIsNoObject() async throws {
    try await store.put("a/b", [1])
    try folder.write([1, 2], to: "deep/root/a/.elasto-tmp-123")
    #expect(mkfifo(store.root + "/a/fifo", 0o600) == 0)
    #expect(symlink("nowhere", store.root + "/a/dangling") == 0)
    let invalid: [CChar] = Array((store.root + "/a/").utf8CString.dropLast()) + [CChar(bitPattern: 0xFF), 0]
    #expect(invalid.withUnsafeBufferPointer { $0.baseAddress.map { mkdir($0, 0o700) } } == 0)
    let page = try await store.list(prefix: "", after: nil, limit: 10)
    #expect(page.objects.map(\.key) == ["a/b"])
    #expect(page.next == nil)
    for key in ["a", "a/fifo", "a/dangling"] {
      let error = await #expect(throws: StoreError.self) { _ = try await store.get(key) }
      #expect(error?.code == .notFound)
      #expect(try await store.exists(key) == false)
    }
  }

  @Test func namesOfTemporaryFilesAreNoKeys() async throws {
    for key in [".elasto-tmp-1", "a/.elasto-tmp-1", ".elasto-tmp-1/a"] {
      let error = await #expect(throws: StoreError.self) { try await store.put(key, [1]) }
      #expect(error?.code == .invalidKey)
    }
    try await store.put(".elasto-tm", [1])
  }

  @Test func symbolicLinksAreFollowedAndLoopsAreNot() async throws {
    try await store.put("a/b", [1])
    try folder.write([2, 2], to: "elsewhere/c")
    #expect(symlink(folder.path + "/elsewhere", store.root + "/linked") == 0)
    #expect(symlink("..", store.root + "/a/loop") == 0)
    #expect(symlink("b", store.root + "/a/also") == 0)
    let page = try await store.list(prefix: "", after: nil, limit: 10)
    #expect(page.objects.map(\.key) == ["a/also", "a/b", "linked/c"])
    #expect(try await store.get("linked/c") == [2, 2])
    try await store.put("linked/d", [3])
    #expect(FileManager.default.fileExists(atPath: folder.path + "/elsewhere/d"))
  }

  @Test func anObjectAndAFolderCannotShareAName() async throws {
    try await store.put("object", [1])
    try await store.put("folder/object", [1])
    for (key, what) in [("object/below", "an object has the name"), ("folder", "a folder has this name")] {
      let error = await #expect(throws: StoreError.self) { try await store.put(key, [2]) }
      #expect(error?.code == .failed)
      #expect(error?.message.contains(what) == true)
    }
    #expect(try names(in: "") == ["folder", "object"])
    #expect(try await store.get("object") == [1])
  }

  @Test func aFailedPutLeavesNoFileBehind() async throws {
    try await store.put("a/b", [1])
    let conditional = PutOptions(condition: .ifAbsent)
    await #expect(throws: StoreError.self) { try await store.put("a/b", [2], options: conditional) }
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await store.put("a/c", [UInt8](repeating: 1, count: 1 << 20))
    }
    await #expect(throws: StoreError.self) { try await task.value }
    #expect(try names(in: "/a") == ["b"])
  }

  @Test func whatIsMountedOrPutInItsPlaceLaterIsNotWrittenTo() async throws {
    try await store.put("a", [1])
    #expect(rename(store.root, store.root + "-moved") == 0)
    #expect(mkdir(store.root, 0o700) == 0)
    try await store.put("b", [2])
    #expect(try names(in: "-moved") == ["a", "b"])
    #expect(try names(in: "") == [])
  }

  @Test func aFileOfAnotherFileSystemIsStored() async throws {
    let other = "/tmp/elasto-other-\(UInt64.random(in: 0 ... .max))"
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 4) }
    try Data(bytes).write(to: URL(fileURLWithPath: other))
    defer { unlink(other) }
    try await store.put("copied", .file(path: other), options: PutOptions())
    #expect(try await store.get("copied") == bytes)
  }

  @Test func aFullDiskLosesNothing() async throws {
    guard let small = try SmallFileSystem(below: folder) else { return }
    let store = FileStore(root: small.path)
    try await store.put("kept", [UInt8](repeating: 1, count: 100_000))
    for key in ["kept", "new"] {
      let error = await #expect(throws: StoreError.self) {
        try await store.put(key, [UInt8](repeating: 2, count: 4 << 20))
      }
      #expect(error?.code == .noSpace)
      #expect(error?.message.contains("free space on that file system") == true)
    }
    #expect(try await store.listAll().reduce(into: []) { $0.append($1.key) } == ["kept"])
    #expect(try await store.get("kept") == [UInt8](repeating: 1, count: 100_000))
    #expect(try FileManager.default.contentsOfDirectory(atPath: small.path) == ["kept"])

    try small.makeReadOnly()
    let error = await #expect(throws: StoreError.self) { try await store.put("new", [1]) }
    #expect(error?.code == .accessDenied)
    #expect(error?.message.contains("mount the file system writable") == true)
    let failures = try await store.delete(["kept"])
    #expect(failures.map(\.error.code) == [.accessDenied])
  }

  @Test func aKilledWriterLeavesNothingVisible() async throws {
    let root = store.root
    try await store.put("a/old", [1])
    await #expect(processExitsWith: .signal(SIGKILL)) { [root = root as String] in
      let writer = FileStore(root: root)
      let folder = root + "/a"
      _ = PlainThread.start(name: "killer") {
        while true {
          let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
          if names.contains(where: { $0.hasPrefix(TemporaryName.prefix) }) { kill(getpid(), SIGKILL) }
        }
      }
      let bytes = [UInt8](repeating: 7, count: 256 << 20)
      for key in ["a/new", "a/old"] { try await writer.put(key, bytes) }
    }
    #expect(try await store.listAll().reduce(into: []) { $0.append($1.key) } == ["a/old"])
    #expect(try await store.get("a/old") == [1])
    #expect(try await store.exists("a/new") == false)
    #expect(try names(in: "/a").count == 2, "the writer was killed too early or too late to tell")
  }
}
