import Glibc
import Manifest
import ResticRepository
import Secrets
import Testing

@testable import ElastoSync

/// A folder with a source, a repository and a manifest that backs up the one into the other.
final class BackupBench: Sendable {
  let folder: String
  let workspace: Workspace

  init(configure: (inout SyncManifest) -> Void = { _ in }) throws {
    var template = Array("/dev/shm/elasto-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(text: "mkdtemp") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let target = RepositoryTarget(
      name: "vault", location: Location(.local(path: "\(folder)/repo")), password: .environment("ELASTO_TEST_PASSWORD"))
    var manifest = SyncManifest(
      host: "bench", sources: [.paths(PathSource(name: "tree", paths: [LocalPath("\(folder)/src")]))],
      targets: [.repository(target)], jobs: [.backup(BackupJob(name: "nightly", from: ["tree"], to: ["vault"]))])
    configure(&manifest)
    setenv("ELASTO_TEST_PASSWORD", "correct horse", 1)
    var settings = WorkspaceSettings(
      folders: StateFolders(state: "\(folder)/state", cache: "\(folder)/cache"), run: "test")
    settings.scrypt = ScryptParameters(n: 1024, r: 8, p: 1)
    workspace = Workspace(manifest, settings: settings)
  }

  deinit { _ = try? run("rm -rf \(folder)") }

  struct Failure: Error {
    var text: String
  }

  /// Runs shell commands in the folder, with restic pointed at the repository; failing is an error with what was said.
  @discardableResult
  func run(_ script: String) throws -> String {
    let path = "\(folder)/script"
    let output = "\(folder)/output"
    let prelude = """
      cd \(folder); export RESTIC_REPOSITORY=\(folder)/repo RESTIC_PASSWORD='correct horse' \
      RESTIC_CACHE_DIR=\(folder)/restic-cache; set -e; exec >\(output) 2>&1
      """
    guard let file = fopen(path, "w") else { throw Failure(text: "cannot write \(path)") }
    fputs("\(prelude)\n\(script)\n", file)
    fclose(file)
    let status = system("sh \(path)")
    let said = (try? String(decoding: FileDescriptor.reading(output).read(1 << 20), as: UTF8.self)) ?? ""
    guard status == 0 else { throw Failure(text: "\(script): status \(status): \(said)") }
    return said
  }

  func plan(_ request: PlanRequest = PlanRequest()) async throws -> PlanReport {
    try await workspace.plan(request, observer: SilentObserver(), progress: RunProgress())
  }

  func apply(_ request: PlanRequest = PlanRequest()) async throws -> [JobOutcome] {
    try await workspace.apply(request, observer: SilentObserver(), progress: RunProgress()) { _ in true }
  }
}

struct SilentObserver: RunObserver {
  func report(_ event: RunEvent) {}
}

extension FileDescriptor {
  /// Up to `limit` bytes from the start.
  func read(_ limit: Int) throws -> [UInt8] {
    try read(min(limit, Int(try size())), at: 0)
  }
}
