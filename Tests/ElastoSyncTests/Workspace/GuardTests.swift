import Glibc
import Manifest
import ResticRepository
import Testing

@testable import ElastoSync

@Suite struct GuardTests {
  @Test func anEmptySourceThatHadFilesIsRefused() async throws {
    let bench = try BackupBench()
    try bench.run("echo a > in/src/a")
    _ = try await bench.apply()
    try bench.run("rm in/src/a")
    try await expectRefusal(bench, saying: "is empty")
  }

  @Test func aMissingSourceIsRefused() async throws {
    let bench = try BackupBench()
    try bench.run("rmdir in/src")
    try await expectRefusal(bench, saying: "is not there")
  }

  @Test func whatASourceMustContainIsLookedFor() async throws {
    let bench = try BackupBench { manifest, folder in
      var source = PathSource(name: "tree", paths: [LocalPath("\(folder)/in/src")])
      source.mustContain = [LocalPath("\(folder)/in/src/.mounted")]
      manifest.sources = [.paths(source)]
    }
    try await expectRefusal(bench, saying: ".mounted")
    try bench.run("touch in/src/.mounted")
    #expect(try await bench.apply().map(\.result) == [.success])
  }

  @Test func tooManyRemovedFilesAreRefused() async throws {
    let bench = try BackupBench { manifest, folder in
      var source = PathSource(name: "tree", paths: [LocalPath("\(folder)/in/src")])
      source.maxRemoved = Percent(25)
      manifest.sources = [.paths(source)]
    }
    try bench.run("touch in/src/a in/src/b in/src/c in/src/d")
    _ = try await bench.apply()
    try bench.run("rm in/src/a")
    #expect(try await bench.apply().map(\.result) == [.success])
    try bench.run("rm in/src/b")
    try await expectRefusal(bench, saying: "max-removed")
  }

  @Test func anUnmountedTargetIsRefusedAndNothingIsCreatedThere() async throws {
    let bench = try BackupBench()
    try bench.run("echo a > in/src/a")
    _ = try await bench.apply()
    try bench.run("mv repo elsewhere")
    try await expectRefusal(bench, saying: "mount the disk")
    #expect(try bench.run("ls -d repo 2>/dev/null || echo none") == "none\n")
  }

  @Test func anotherRepositoryAtThePlaceIsRefused() async throws {
    let bench = try BackupBench()
    try bench.run("echo a > in/src/a")
    _ = try await bench.apply()
    try bench.run("mv repo elsewhere; restic init")
    try await expectRefusal(bench, saying: "mount the right disk")
  }

  @Test func noRepositoryIsCreatedByAJobAlone() async throws {
    let bench = try BackupBench()
    try bench.run("echo a > in/src/a")
    let outcomes = try await bench.apply(PlanRequest(jobs: ["nightly"], coversResources: false))
    #expect(JobOutcome.status(of: outcomes) == .noRepository)
    #expect(try bench.run("ls -d repo 2>/dev/null || echo none") == "none\n")
  }

  @Test func retentionForgetsOnlyItsOwnAndOnlyAfterSuccess() async throws {
    let bench = try BackupBench { manifest, folder in
      var target = BackupBench.target("vault", at: "\(folder)/repo")
      var rules = RetentionRules()
      rules.last = 2
      target.retention = rules
      manifest.targets = [.repository(target)]
    }
    try bench.run("echo a > in/src/a")
    _ = try await bench.apply()
    try bench.run(
      "restic backup --host bench $PWD/in/src; restic backup --host bench --tag elasto:job=other $PWD/in/src")
    for _ in 0..<3 { #expect(try await bench.apply().map(\.result) == [.success]) }
    let kept = try bench.run(
      "restic snapshots --json | jq -r 'length, ([.[] | select(.tags // [] | contains([\"elasto:job=nightly\"]))] | length)'"
    )
    #expect(kept == "4\n2\n")
  }

  private func expectRefusal(_ bench: BackupBench, saying words: String) async throws {
    let before = try bench.run("restic snapshots --json 2>/dev/null | jq -s 'flatten | length'")
    let outcomes = try await bench.apply()
    let error = try #require(outcomes.flatMap(\.errors).first)
    #expect(ExitStatus(error) == .refused)
    #expect("\(error)".contains(words), "\(error)")
    #expect(try bench.run("restic snapshots --json 2>/dev/null | jq -s 'flatten | length'") == before)
  }
}
