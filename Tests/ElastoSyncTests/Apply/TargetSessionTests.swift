import Manifest
import Providers
import ProvidersTesting
import ResticRepository
import Secrets
import Testing

@testable import ElastoSync

@Suite final class TargetSessionTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  deinit { folder.remove() }

  /// Credentials that may store, but not list uploads, are enough for a backup.
  @Test func whatCannotBeCleanedUpIsSaidAndHoldsUpNothing() async throws {
    let parts = MultipartLimits(smallestPart: 1, largestPart: 1 << 30, mostParts: 1000)
    let store = FaultyStore(
      MemoryStore(parts: parts),
      before: { operation, _ in
        operation == .listUploads ? StoreError(.accessDenied, "you may not", location: "memory") : nil
      })
    try #require(store.capabilities.contains(.multipart))
    let repository = try await Repository.create(
      at: store, password: SecretBytes(copying: [1]),
      options: RepositoryOptions(scrypt: ScryptParameters(n: 2, r: 1, p: 1)))
    let target = BackupBench.target("vault", at: folder.path)
    let folders = StateFolders(state: "\(folder.path)/state", cache: "\(folder.path)/cache")
    for isFirst in [true, false] {
      let session = try await TargetSession(
        target, repository: repository, lock: nil, lockWait: .zero, folders: folders, parent: nil)
      #expect((session.adopted.leftover != nil) == isFirst)
      await session.close()
    }
    #expect(try await repository.listLocks().isEmpty)
  }
}
