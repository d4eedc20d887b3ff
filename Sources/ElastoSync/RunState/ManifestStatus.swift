import Manifest

/// How the jobs of a manifest stand, by the records of their runs on this machine.
public enum ManifestStatus {
  /// One for each job, in the manifest's order. Throws `.usage` for a job that the manifest does not have.
  ///
  /// - Parameters:
  ///   - names: the jobs wanted; empty is all.
  ///   - now: seconds since 1970.
  public static func jobs(
    of loaded: LoadedManifest, named names: [String], in folders: StateFolders, now: Int64
  ) throws -> [JobStatus] {
    let all = loaded.manifest.jobs
    if let unknown = names.first(where: { loaded.manifest.job(named: $0) == nil }) {
      let list = all.map(\.name).joined(separator: ", ")
      throw RunError(.usage, "the manifest has no job of this name; it has: \(list)", location: unknown)
    }
    let history = RunHistory(in: folders)
    return try all.filter { names.isEmpty || names.contains($0.name) }.map { job in
      JobStatus(
        job: job.name, records: try history.records(ofJob: job.name),
        maxAge: job.maxAge?.duration.components.seconds, now: now)
    }
  }
}
