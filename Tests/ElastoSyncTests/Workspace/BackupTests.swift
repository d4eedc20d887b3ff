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
      mkdir -p src/a/b src/empty && echo one > src/a/one && echo two > src/a/b/two && ln -s one src/a/link
      head -c 20000000 /dev/urandom > src/big && touch src/nothing
      """)
    let outcomes = try await bench.apply()
    #expect(outcomes.map(\.result) == [.success])
    try bench.run("restic check --read-data")
    try bench.run("restic restore latest --target out && diff -r --no-dereference src out$PWD/src")

    let second = try await bench.plan()
    #expect(second.summary.parts.first?.changes.isUnchanged == true)
    #expect(second.summary.parts.first?.changes.unchanged.files == 5)
    let again = try await bench.apply()
    #expect(again.map(\.result) == [.success])
    // Nothing but the folders above the source, whose times move with every file of the test.
    #expect((again.first?.snapshots.first?.bytesRead ?? 1) == 0)
    #expect(
      try bench.run("restic diff $(restic snapshots --json | jq -r '.[].id' | xargs)").contains("Added:   0 B") == false
    )
  }
}
