import Cryptography
import Foundation
import Providers
import ProvidersTesting
import Synchronization
import Testing

@testable import ResticRepository

@Suite final class FileCacheTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
    "elasto-cache-\(UUID().uuidString)")
  private let memory = MemoryStore()
  private let asked = Asked()
  private let store: any ObjectStore

  /// The keys that were fetched from the store.
  private final class Asked: Sendable {
    private let keys = Mutex<[String]>([])

    func note(_ key: String) { keys.withLock { $0.append(key) } }
    func take(_ prefix: String) -> [String] {
      keys.withLock { keys in
        defer { keys = [] }
        return keys.filter { $0.hasPrefix(prefix) }
      }
    }
  }

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    store = FaultyStore(
      memory,
      before: { [asked] operation, key in
        if operation == .get { asked.note(key) }
        return nil
      })
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Two snapshots with a tree each.
  private func fill() async throws -> [Snapshot] {
    let fixture = try await RepositoryFixture(at: store, cacheDirectory: folder.path)
    return [try await fixture.backUp([[1], [2]]), try await fixture.backUp([[3]])]
  }

  private func open() async throws -> Repository {
    let fixture = try await RepositoryFixture(opening: store, cacheDirectory: folder.path)
    _ = asked.take("")
    return fixture.repository
  }

  private func keptFiles() -> [URL] {
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
    return found.filter { $0.path.contains("/files/") && $0.lastPathComponent.utf8.count == 64 }
  }

  @Test func whatWasStoredOrReadOnceIsNotFetchedAgain() async throws {
    let snapshots = try await fill()
    _ = try await open().listSnapshots()
    let repository = try await open()
    #expect(try await Set(repository.listSnapshots().map(\.snapshot.tree)) == Set(snapshots.map(\.tree)))
    for snapshot in snapshots { #expect(try await repository.loadTree(snapshot.tree).nodes.count == 1) }
    #expect(asked.take("data/") == [])
    #expect(asked.take("snapshots/") == [])
  }

  @Test func withoutTheFolderEverythingComesFromTheStoreOnce() async throws {
    let snapshots = try await fill()
    try FileManager.default.removeItem(at: folder)
    for (run, packs) in [(1, 2), (2, 0)] {
      let repository = try await open()
      await withTaskGroup(of: Void.self) { group in
        for snapshot in snapshots + snapshots {
          group.addTask { _ = try? await repository.loadTree(snapshot.tree) }
        }
      }
      #expect(Set(asked.take("data/")).count == packs, "run \(run)")
    }
  }

  @Test func whatTheDiskHasChangedIsFetchedAgain() async throws {
    let snapshots = try await fill()
    _ = try await open().listSnapshots()
    for file in keptFiles() {
      var bytes = try Data(contentsOf: file)
      for index in bytes.indices { bytes[index] ^= 1 }
      try bytes.write(to: file)
    }
    let repository = try await open()
    #expect(try await repository.listSnapshots().count == 2)
    for snapshot in snapshots { #expect(try await repository.loadTree(snapshot.tree).nodes.count == 1) }
    #expect(asked.take("").count >= 4)
  }

  @Test func checkLooksAtTheStore() async throws {
    _ = try await fill()
    let repository = try await open()
    for snapshot in try await repository.listSnapshots().map(\.snapshot) {
      _ = try await repository.loadTree(snapshot.tree)
    }
    _ = try await memory.delete(try await memory.list(prefix: "data/", after: nil, limit: 100).objects.map(\.key))
    let findings = Mutex(0)
    let report = await repository.check { finding in
      if finding.severity == .error { findings.withLock { $0 += 1 } }
    }
    #expect(findings.withLock { $0 } > 0 && report.snapshots == 2)
  }

  private static func id(_ number: UInt8) throws -> StorageID {
    try #require(StorageID(hex: String(repeating: "0\(number)", count: 32)))
  }

  @Test func theLeastRecentlyUsedGoWhenThereAreTooMany() throws {
    let folder = folder.path + "/repository"
    let ids = try (0..<8).map { try Self.id(UInt8($0)) }
    let cache = FileCache(folder: folder)
    for id in ids { cache.keep([UInt8](repeating: 7, count: 100), id) }
    for (age, id) in ids.enumerated() {
      var times = [timespec(tv_sec: 1000 - age, tv_nsec: 0), timespec(tv_sec: 1000 - age, tv_nsec: 0)]
      utimensat(AT_FDCWD, "\(folder)/files/\(id.hex.prefix(2))/\(id.hex)", &times, 0)
    }
    #expect(cache.read(ids[7])?.count == 100)
    let another = FileCache(folder: folder, limit: 600)
    another.keep([1], try Self.id(9))
    #expect(ids.filter { another.read($0) != nil } == [ids[0], ids[1], ids[2], ids[7]])
  }
}
