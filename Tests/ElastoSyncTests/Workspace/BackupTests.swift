import Glibc
import Manifest
import ResticRepository
import Testing

@testable import ElastoSync

@Suite struct BackupTests {
  @Test func aTreeIsPlannedAppliedAndOpenedByRestic() async throws {
    let bench = try BackupBench()
    try bench.run(
      """
      cd in/src && mkdir -p a/b empty && echo one > a/one && echo two > a/b/two && ln -s one a/link
      head -c 20000000 /dev/urandom > big && touch nothing
      """)
    let outcomes = try await bench.apply()
    #expect(outcomes.map(\.result) == [.success])
    try bench.run("restic check --read-data")
    try bench.run("restic restore latest --target out && rsync -aHAXnic --delete in/src/ out$PWD/in/src/ | (! grep .)")

    let second = try await bench.plan()
    #expect(second.summary.parts.first?.changes.isUnchanged == true)
    #expect(second.summary.parts.first?.changes.unchanged.files == 5)
    let again = try #require(try await bench.apply().first?.snapshots.first)
    #expect(again.bytesRead == 0)
    #expect(again.newBlobs <= bench.foldersAbove)
    #expect(try await bench.sourceTrees().count == 1)
  }

  @Test func theAwkwardTreeComesBackFromOurSnapshot() async throws {
    let bench = try BackupBench()
    try bench.run("rm -r in/src && \(Checkout.root)/scripts/awkward-tree $PWD/in/src")
    let outcomes = try await bench.apply()
    #expect(outcomes.flatMap(\.problems) == [])
    #expect(outcomes.flatMap(\.errors).isEmpty)
    try bench.run("restic check --read-data")
    let repository = try await bench.workspace().openRepository(bench.workspace().repositoryTarget(named: nil))
    let snapshot = try #require(try await repository.listSnapshots().first)
    let report = try await Restorer(repository).restore(
      tree: snapshot.snapshot.tree, to: .directory(FileSystemPath("\(bench.folder)/out")))
    #expect(report.failures.map(\.description) == [])
    let differences = try bench.run("rsync -aHAXnic --delete in/src/ out$PWD/in/src/")
    #expect(differences == "")
  }

  @Test func resticRestoresTheAwkwardTreeOfOurSnapshot() async throws {
    let bench = try BackupBench()
    // restic brings back hard links of files only.
    try bench.run(
      "rm -r in/src && \(Checkout.root)/scripts/awkward-tree --for-restic $PWD/in/src && rm in/src/specials/null-b")
    #expect(try await bench.apply().map(\.result) == [.success])
    try bench.run("restic restore latest --target out")
    let differences = try bench.run("rsync -aHAXnic --delete in/src/ out$PWD/in/src/")
    #expect(differences == "")
  }

  /// restic and we take turns: nothing is stored twice, and a tree that has not changed keeps its id.
  @Test(arguments: ["UTC", "Europe/Berlin"])
  func turnsWithResticAddNothing(zone: String) async throws {
    let bench = try BackupBench()
    try bench.run(
      """
      rm -r in/src && \(Checkout.root)/scripts/awkward-tree --for-restic $PWD/in/src
      head -c 9000000 /dev/urandom > in/src/large; touch -d 2024-07-01 in/src/summer; touch -d 2024-01-01 in/src/winter
      """)
    _ = try await bench.apply(zone: zone)
    let added = try bench.run(
      """
      restic backup --json --host bench --tag elasto:job=nightly,elasto:source=tree $PWD/in/src | tail -n 1 |
      jq -r '.data_blobs'
      """, zone: zone)
    #expect(added == "0\n")
    let again = try #require(try await bench.apply(zone: zone).first?.snapshots.first)
    #expect(again.newBlobs <= bench.foldersAbove)
    #expect(again.bytesRead == 0)
    #expect(try bench.run("restic snapshots --json | jq length") == "3\n")
    #expect(try await bench.sourceTrees().count == 1)
  }

  @Test func resticGoesFirst() async throws {
    let bench = try BackupBench()
    try bench.run(
      """
      head -c 30000000 /dev/urandom > in/src/large && echo small > in/src/small
      restic init && restic backup --host bench --tag elasto:job=nightly,elasto:source=tree $PWD/in/src
      """)
    let outcome = try #require(try await bench.apply().first)
    #expect(outcome.result == .success)
    #expect((outcome.snapshots.first?.newBlobs ?? .max) <= bench.foldersAbove)
    #expect(outcome.snapshots.first?.bytesRead == 0)
    // Without the parent everything is read, and still nothing is new.
    try bench.run(
      """
      restic backup --host other $PWD/in/src &&
        restic forget --prune $(restic snapshots --host bench --json | jq -r '.[].id') &&
        restic backup --host other $PWD/in/src
      """)
    let unrelated = try #require(try await bench.apply().first)
    #expect(unrelated.snapshots.first?.bytesRead == 30_000_006)
    #expect((unrelated.snapshots.first?.newBlobs ?? .max) <= bench.foldersAbove)
    try bench.run("restic check --read-data")
  }

  @Test func severalTargetsAreIndependent() async throws {
    let bench = try BackupBench { manifest, folder in
      manifest.targets.append(.repository(BackupBench.target("second", at: "\(folder)/repo2")))
      manifest.targets.append(.repository(BackupBench.target("broken", at: "\(folder)/in/src/file/repo")))
      manifest.jobs = [.backup(BackupJob(name: "nightly", from: ["tree"], to: ["vault", "broken", "second"]))]
    }
    try bench.run("echo content > in/src/file; head -c 10000000 /dev/urandom > in/src/noise")
    let outcome = try #require(try await bench.apply().first)
    #expect(outcome.result == .failure)
    #expect(outcome.snapshots.map(\.target) == ["vault", "second"])
    // Both were fed from one reading.
    #expect(outcome.snapshots.allSatisfy { $0.bytesRead == 10_000_008 })
    for repository in ["repo", "repo2"] {
      try bench.run(
        "export RESTIC_REPOSITORY=$PWD/\(repository); restic check --read-data; restic restore latest --target out")
      #expect(try bench.run("rsync -anic --delete in/src/ out$PWD/in/src/; rm -r out") == "")
    }
  }

  @Test func aCommandIsStoredAsAFile() async throws {
    let bench = try BackupBench { manifest, _ in
      var source = CommandSource(name: "db", command: ["sh", "-c", "yes row | head -c 30000000"])
      source.filename = "app.dump"
      manifest.sources = [.command(source)]
      manifest.jobs = [.backup(BackupJob(name: "nightly", from: ["db"], to: ["vault"]))]
    }
    #expect(try await bench.apply().map(\.result) == [.success])
    let sums = try bench.run("restic dump latest /app.dump | cksum; yes row | head -c 30000000 | cksum").split(
      separator: "\n")
    #expect(Set(sums).count == 1)
    try bench.run("restic check --read-data")
  }

  @Test(arguments: ["exit 3", "echo partial; exit 1", "true"])
  func aCommandThatFailsLeavesNoSnapshot(script: String) async throws {
    let bench = try BackupBench { manifest, _ in
      manifest.sources = [.command(CommandSource(name: "db", command: ["sh", "-c", script]))]
      manifest.jobs = [.backup(BackupJob(name: "nightly", from: ["db"], to: ["vault"]))]
    }
    let outcome = try #require(try await bench.apply().first)
    #expect(outcome.result == .failure)
    #expect(try bench.run("restic snapshots --json | jq length") == "0\n")
  }

  @Test func unreadableFilesAreNamedAndTheRestIsStored() async throws {
    let bench = try BackupBench()
    try bench.run("echo a > in/src/a; mkdir in/src/gone; echo b > in/src/gone/b")
    let workspace = bench.workspace()
    let outcomes = try await workspace.apply(
      PlanRequest(), observer: SilentObserver(), progress: RunProgress()
    ) { _ in
      try bench.run("rm -r in/src/gone")
      return true
    }
    let outcome = try #require(outcomes.first)
    #expect(outcome.result == .incomplete)
    #expect(outcome.problems.map(\.path) == ["\(bench.folder)/in/src/gone/b"])
    #expect(JobOutcome.status(of: outcomes) == .incomplete)
    #expect(try bench.run("restic dump latest $PWD/in/src/a") == "a\n")
  }
}
