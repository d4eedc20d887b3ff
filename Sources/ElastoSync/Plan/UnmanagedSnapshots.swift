import Manifest
import ResticRepository

/// Snapshots of this host that no entry of the manifest makes any more. Nothing is ever done to them: removing or
/// renaming an entry deletes nothing.
enum UnmanagedSnapshots {
  /// One line for each identity at each target, sorted.
  static func find(in open: [String: OpenTarget], manifest: SyncManifest) -> [String] {
    var known: Set<[String]> = []
    for case .backup(let job) in manifest.jobs {
      for source in job.from { for target in job.to { known.insert([target.name, job.name, source.name]) } }
    }
    var found: Set<String> = []
    for target in open.values {
      for identified in target.snapshots {
        guard let identity = identified.snapshot.identity, identity.host == manifest.host,
          !known.contains([target.name, identity.job, identity.source])
        else { continue }
        found.insert("\(target.name): job \(identity.job), source \(identity.source)")
      }
    }
    return found.sorted()
  }
}
