import Cryptography
import ResticRepository

/// Whether a saved plan still fits the world it was made in. Other hosts' and jobs' snapshots do not count.
struct PlanStaleness {
  let header: PlanHeader
  let path: String

  /// Throws `.stale`, saying what moved.
  func check(_ target: OpenTarget) throws(PlanError) {
    guard let planned = header.targets.first(where: { $0.name == target.name }) else { return }
    guard planned.repository == target.repository?.id.hex else {
      let reason =
        switch (planned.repository, target.repository) {
        case (nil, _): "somebody has created the repository in the meantime"
        case (_, nil): "the repository is no longer there"
        case (_, _): "another repository is there now"
        }
      throw PlanError(.stale, "target \(target.name): \(reason); plan again", location: path)
    }
    for section in header.sections {
      guard let expected = section.targets.first(where: { $0.name == target.name }) else { continue }
      let identity = SnapshotIdentity(host: header.host, job: section.job, source: section.source)
      let newest = target.newest(of: identity)?.id.hex
      guard newest != expected.parent else { continue }
      let reason =
        if let newest { "snapshot \(newest.prefix(8)) of the same source is newer than the plan" } else {
          "the snapshot that it was compared with has gone"
        }
      throw PlanError(.stale, "target \(target.name), source \(section.source): \(reason); plan again", location: path)
    }
  }
}
