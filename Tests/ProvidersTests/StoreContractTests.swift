import Glibc
import Providers
import ProvidersTesting
import Testing

@Suite struct StoreContractTests {
  enum Kind: CaseIterable {
    case memory, file, partOfMemory, partOfFile, faultlessDouble
  }

  @Test(arguments: StoreContract.clauses, Kind.allCases)
  func holds(_ clause: StoreContract.Clause, for kind: Kind) async throws {
    let folder = try TemporaryFolder()
    try folder.write([], to: "scratch/here")
    try folder.write([], to: "outside-of-the-store")
    try await clause.check(
      StoreUnderTest(store: try await Self.store(kind, in: folder), scratchFolder: folder.path + "/scratch"))
  }

  private static func store(_ kind: Kind, in folder: TemporaryFolder) async throws -> any ObjectStore {
    switch kind {
    case .memory: return MemoryStore()
    case .file: return try emptyFolder(folder.path + "/store")
    case .partOfMemory: return try await part(of: MemoryStore())
    case .partOfFile: return try await part(of: try emptyFolder(folder.path + "/store"))
    case .faultlessDouble: return FaultyStore(MemoryStore())
    }
  }

  private static func part(of base: any ObjectStore) async throws -> any ObjectStore {
    // Neighbours on both sides of the part, and one whose key only begins alike.
    for key in ["a", "inner-not", "inner.", "inner0", "zz/z"] { try await base.put(key, [0]) }
    return PrefixedStore(base, prefix: "inner/")
  }

  private static func emptyFolder(_ path: String) throws -> FileStore {
    _ = mkdir(path, 0o700)
    return FileStore(root: path)
  }
}
