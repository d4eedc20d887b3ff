import Glibc
import Manifest
import ResticRepository
import Secrets
import Testing

@testable import ElastoSync

/// A folder with a source, a repository and a manifest that backs up the one into the other.
final class BackupBench: Sendable {
  let folder: String
  let manifest: SyncManifest

  /// - Parameter configure: changes the manifest; it is given the bench's folder.
  init(configure: (inout SyncManifest, String) throws -> Void = { _, _ in }) throws {
    var template = Array("/dev/shm/elasto-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(text: "mkdtemp: \(errno)") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    setenv("ELASTO_TEST_PASSWORD", "correct horse", 1)
    var manifest = SyncManifest(
      host: "bench", sources: [.paths(PathSource(name: "tree", paths: [LocalPath("\(folder)/in/src")]))],
      targets: [.repository(Self.target("vault", at: "\(folder)/repo"))],
      jobs: [.backup(BackupJob(name: "nightly", from: ["tree"], to: ["vault"]))])
    try configure(&manifest, folder)
    self.manifest = manifest
    try run("mkdir -p in/src out")
  }

  deinit { _ = try? run("cd / && rm -rf \(folder)") }

  struct Failure: Error {
    var text: String
  }

  static func target(_ name: String, at path: String) -> RepositoryTarget {
    RepositoryTarget(
      name: name, location: Location(.local(path: path)), password: .environment("ELASTO_TEST_PASSWORD"))
  }

  /// A workspace as a new process would have it.
  func workspace(_ change: (inout SyncManifest) -> Void = { _ in }) -> Workspace {
    var manifest = manifest
    change(&manifest)
    var settings = WorkspaceSettings(
      folders: StateFolders(state: "\(folder)/state", cache: "\(folder)/cache"), run: "test")
    settings.scrypt = ScryptParameters(n: 1024, r: 8, p: 1)
    return Workspace(manifest, settings: settings)
  }

  /// Runs shell commands in the folder, with restic pointed at the repository; failing is an error with what was said.
  @discardableResult
  func run(_ script: String, zone: String = "UTC") throws -> String {
    let prelude = """
      cd \(folder); export RESTIC_REPOSITORY=\(folder)/repo RESTIC_PASSWORD='correct horse' TZ=\(zone) \
      RESTIC_CACHE_DIR=\(folder)/restic-cache LC_ALL=C; set -e
      """
    let child = try ChildProcess(
      starting: ChildCommand(["sh", "-c", "\(prelude)\n\(script)"], standardOutput: .pipe, standardError: .pipe))
    var said: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = try buffer.withUnsafeMutableBytes { try child.read(into: $0) }
      if count == 0 { break }
      said += buffer[..<count]
    }
    let text = String(decoding: said, as: UTF8.self)
    let exit = try child.wait()
    guard exit.isSuccess else { throw Failure(text: "\(script): \(exit): \(text)\(child.errorTail)") }
    return text
  }

  func plan(_ request: PlanRequest = PlanRequest(), in workspace: Workspace? = nil) async throws -> PlanReport {
    try await (workspace ?? self.workspace()).plan(request, observer: SilentObserver(), progress: RunProgress())
  }

  func save(_ path: String, in workspace: Workspace? = nil) async throws -> PlanReport {
    try await (workspace ?? self.workspace()).plan(
      PlanRequest(depth: .exact), savingTo: "\(folder)/\(path)", observer: SilentObserver(), progress: RunProgress())
  }

  func apply(
    _ request: PlanRequest = PlanRequest(), in workspace: Workspace? = nil, zone: String = "UTC"
  ) async throws -> [JobOutcome] {
    let zone = try #require(LocalZone.named(zone))
    return try await (workspace ?? self.workspace()).apply(
      request, observer: SilentObserver(), progress: RunProgress(), clock: RunClock(now: { .now(in: zone) }, zone: zone)
    ) { _ in true }
  }

  func apply(
    saved path: String, options: ApplyOptions = ApplyOptions(), in workspace: Workspace? = nil
  ) async throws -> [JobOutcome] {
    try await (workspace ?? self.workspace()).apply(
      planAt: "\(folder)/\(path)", options: options, observer: SilentObserver(), progress: RunProgress())
  }

  /// How many folders stand above the source's: their times move with every file of any test, and their trees with them.
  var foldersAbove: Int { "\(folder)/in".split(separator: "/").count + 1 }

  /// The trees of the source's own folder in all snapshots.
  func sourceTrees() async throws -> Set<StorageID> {
    let workspace = workspace()
    let repository = try await workspace.openRepository(workspace.repositoryTarget(named: "vault"))
    try await repository.loadIndex()
    var trees: Set<StorageID> = []
    for (_, snapshot) in try await repository.listSnapshots() {
      var tree = snapshot.tree
      for name in "\(folder)/in/src".split(separator: "/") {
        tree = try #require(try await repository.loadTree(tree)[Array(name.utf8)]?.subtree)
      }
      trees.insert(tree)
    }
    return trees
  }
}

struct SilentObserver: RunObserver {
  func report(_ event: RunEvent) {}
}

extension GoTime {
  /// The machine's clock, shown as in `zone`.
  static func now(in zone: LocalZone) -> GoTime {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return GoTime(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec), zone: zone)
  }
}
