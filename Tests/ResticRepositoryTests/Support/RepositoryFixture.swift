import Cryptography
import Glibc
import Providers
import ResticRepository
import Secrets

/// A repository with a password that costs nothing to check, and a way to write into it.
struct RepositoryFixture {
  static let password = SecretBytes(copying: Array("secret".utf8))
  static let cheap = ScryptParameters(n: 2, r: 1, p: 1)
  static let options = RepositoryOptions(scrypt: cheap, chunkerPolynomial: 0x3d_a335_8b4d_c173)

  let store: any ObjectStore
  let repository: Repository

  init(at store: any ObjectStore = MemoryStore(), cacheDirectory: String? = nil) async throws {
    self.store = store
    repository = try await Repository.create(
      at: store, password: Self.password, options: Self.options, cacheDirectory: cacheDirectory)
  }

  init(opening store: any ObjectStore, cacheDirectory: String? = nil) async throws {
    self.store = store
    repository = try await Repository.open(at: store, password: Self.password, cacheDirectory: cacheDirectory)
  }

  /// Stores blobs in one session, and a snapshot of a folder with one file that consists of the data blobs.
  @discardableResult
  func backUp(_ data: [[UInt8]], options: BlobWriterOptions = BlobWriterOptions()) async throws -> Snapshot {
    let lock = try await repository.lock(exclusive: false, options: .immediate)
    let writer = repository.makeWriter(index: try await repository.loadIndex(), holding: lock, options: options)
    let tree = try await Self.write(data, to: writer)
    try await writer.finish()
    let snapshot = Snapshot(time: .now(), tree: tree, paths: ["/test"], hostname: "test")
    try await repository.saveSnapshot(snapshot, holding: lock)
    try await lock.release()
    return snapshot
  }

  /// On a thread of its own, as workers have to be.
  static func write(_ data: [[UInt8]], to writer: BlobWriter) async throws -> StorageID {
    try await BlockingThreads.files.run { () throws(RepositoryError) -> StorageID in
      let worker = try writer.makeWorker()
      defer { worker.close() }
      var content: [StorageID] = []
      for blob in data {
        content.append(
          try blob.span.bytes.withUnsafeBytes { (bytes) throws(RepositoryError) in try worker.store(.data, bytes).id })
      }
      var node = Node(name: Array("file".utf8), kind: .file)
      node.mode = FileMode(unixMode: 0o100644)
      node.size = UInt64(data.reduce(0) { $0 + $1.count })
      node.content = content
      let tree = try Tree(nodes: [node]).encoded()
      return try tree.span.bytes.withUnsafeBytes { (bytes) throws(RepositoryError) in
        try worker.store(.tree, bytes).id
      }
    }
  }
}

extension LockOptions {
  /// Without the pause in between, for a repository that nobody else works on.
  static var immediate: LockOptions {
    var environment = LockEnvironment.system()
    environment.sleep = { duration in if duration > .seconds(60) { try await Task.sleep(for: duration) } }
    return LockOptions(environment: environment)
  }
}

/// The same bytes for the same seed, on every machine.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  /// SplitMix64 (Steele, Lea, Flood, 2014).
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  /// Bytes that shrink to about half.
  mutating func text(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(ascii: "a") + UInt8(truncatingIfNeeded: next() & 15) }
  }

  mutating func id() -> StorageID {
    guard let id = bytes(32).withUnsafeBytes({ StorageID($0) }) else { return SeededGenerator.zero }
    return id
  }

  private static let zero = (try? SHA256Hasher().digest(of: [])) ?? StorageID(words: (0, 0, 0, 0))
}
