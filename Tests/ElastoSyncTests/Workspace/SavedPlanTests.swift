import Glibc
import Manifest
import ResticRepository
import Testing

@testable import ElastoSync

@Suite struct SavedPlanTests {
  private func prepared() async throws -> BackupBench {
    let bench = try BackupBench()
    try bench.run("echo old > in/src/old; head -c 9000000 /dev/urandom > in/src/noise; ln -s old in/src/link")
    _ = try await bench.apply()
    try bench.run("echo new > in/src/new; head -c 3000000 /dev/urandom > in/src/more")
    return bench
  }

  @Test func figuresAreExact() async throws {
    let bench = try await prepared()
    try bench.run("cp in/src/more in/src/copy; chmod 600 in/src/old")
    let report = try await bench.save("plan")
    let part = try #require(report.summary.parts.first)
    #expect(part.changes.new == FileTally(files: 3, bytes: 6_000_004))
    #expect(part.changes.metadataOnly == FileTally(files: 1, bytes: 4))
    #expect(part.changes.unchanged.files == 2)
    #expect(part.newBytes == 3_000_004)
    let outcome = try #require(try await bench.apply(saved: "plan").first)
    #expect(outcome.result == .success)
    #expect(try bench.run("stat -c %a plan") == "600\n")
  }

  @Test func aPruneInBetweenCostsNothingButWork() async throws {
    let bench = try BackupBench()
    try bench.run("head -c 5000000 /dev/urandom > in/src/noise; echo text > in/src/text")
    // The plan counts on blobs that only another host's snapshot holds.
    try bench.run("restic init; restic backup --host other $PWD/in/src")
    _ = try await bench.save("plan")
    try bench.run("restic forget --prune $(restic snapshots --json | jq -r '.[0].id')")
    let outcome = try #require(try await bench.apply(saved: "plan").first)
    #expect(outcome.result == .success)
    try bench.run("restic check --read-data; restic restore latest --target out")
    #expect(try bench.run("rsync -aHAXnic --delete in/src/ out$PWD/in/src/") == "")
  }

  @Test func aChangedManifestIsNoticed() async throws {
    let bench = try await prepared()
    _ = try await bench.save("plan")
    let changed = bench.workspace { $0.host = "another" }
    await expectStale { _ = try await bench.apply(saved: "plan", in: changed) }
  }

  @Test func aNewSnapshotInBetweenIsNoticed() async throws {
    let bench = try await prepared()
    _ = try await bench.save("plan")
    _ = try await bench.apply()
    await expectStale { _ = try await bench.apply(saved: "plan") }
  }

  @Test func otherSnapshotsDoNotCount() async throws {
    let bench = try await prepared()
    _ = try await bench.save("plan")
    try bench.run("restic backup --host other $PWD/in/src")
    #expect(try await bench.apply(saved: "plan").map(\.result) == [.success])
  }

  @Test func anotherRepositoryIsNoticed() async throws {
    let bench = try await prepared()
    _ = try await bench.save("plan")
    try bench.run("rm -r repo state cache; restic init")
    await expectStale { _ = try await bench.apply(saved: "plan") }
  }

  @Test func aTouchedFileIsReadAfreshAndNamed() async throws {
    let bench = try await prepared()
    _ = try await bench.save("plan")
    try bench.run("echo changed > in/src/new; rm in/src/more")
    let outcome = try #require(try await bench.apply(saved: "plan").first)
    #expect(outcome.result == .incomplete)
    #expect(outcome.problems.map(\.path) == ["\(bench.folder)/in/src/more", "\(bench.folder)/in/src/new"])
    #expect(try bench.run("restic dump latest $PWD/in/src/new") == "changed\n")
    try bench.run("restic check --read-data")
  }

  @Test func changedFilesCanBeRefused() async throws {
    let bench = try await prepared()
    _ = try await bench.save("plan")
    try bench.run("echo changed > in/src/new")
    let options = ApplyOptions(changedFiles: .refuse)
    let outcomes = try await bench.apply(saved: "plan", options: options)
    #expect(JobOutcome.status(of: outcomes) == .refused)
    #expect(try bench.run("restic snapshots --json | jq length") == "1\n")
  }

  @Test func aPlanFromElsewhereReadsNothingOutside() async throws {
    let bench = try await prepared()
    let file = try FileDescriptor.creating("\(bench.folder)/forged")
    let header = try bench.workspace().planReader(try await savedPath(bench)).header
    let writer = try PlanFileWriter(file, name: "forged", header: header)
    let secret = EntryOperation(
      node: Node(name: Array("shadow".utf8), kind: .file), directory: nil,
      targets: [EntryTarget(change: .new, content: nil)])
    try writer.append(
      .directory(
        DirectoryOperation(
          section: 0, number: 0, path: Array("/etc".utf8), entries: [secret], removed: [FileTally()], isRoot: true)))
    try writer.append(.snapshot(section: 0))
    try writer.finish(PlanSummary())
    let outcome = try #require(try await bench.apply(saved: "forged").first)
    #expect(outcome.result == .failure)
    #expect((outcome.errors.first as? PlanError)?.code == .outOfBounds)
    #expect(try bench.run("restic snapshots --json | jq length") == "1\n")
  }

  private func savedPath(_ bench: BackupBench) async throws -> String {
    _ = try await bench.save("plan")
    return "\(bench.folder)/plan"
  }

  private func expectStale(_ body: () async throws -> Void) async {
    let error = await #expect(throws: PlanError.self) { try await body() }
    #expect(error?.code == .stale)
    #expect(error.map { ExitStatus($0) } == .stale)
  }
}
