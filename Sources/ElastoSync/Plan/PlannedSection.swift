import Manifest
import ResticRepository

/// One source of one job, with the targets that can be reached.
struct PlannedSection: Sendable {
  let job: BackupJob
  let source: Source
  let identity: SnapshotIdentity
  let targets: [OpenTarget]

  var isCommand: Bool {
    if case .command = source { true } else { false }
  }

  /// What its snapshots say they hold.
  var paths: [String] {
    switch source {
    case .paths(let source): source.paths.map(\.text)
    case .command(let source): ["/" + source.effectiveFilename]
    }
  }
}
