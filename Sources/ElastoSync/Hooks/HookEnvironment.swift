/// What a hook is told about its job, as environment variables.
public struct HookEnvironment: Sendable {
  public var job: String
  /// Names this run in records and JSON lines.
  public var run: String
  /// The manifest's absolute path.
  public var manifest: String
  /// Seconds since 1970.
  public var started: Int64

  public init(job: String, run: String, manifest: String, started: Int64) {
    self.job = job
    self.run = run
    self.manifest = manifest
    self.started = started
  }

  /// The variables for a command of `phase`. `result` is `nil` before there is one, and then `ELASTO_RESULT` is not
  /// set; the figures are those known so far.
  public func variables(
    phase: HookPhase, result: JobResult?, figures: JobFigures, firstError: String?
  ) -> [String: String] {
    var variables = [
      "ELASTO_JOB": job, "ELASTO_RUN": run, "ELASTO_MANIFEST": manifest, "ELASTO_HOOK": phase.rawValue,
      "ELASTO_STARTED": String(started),
      "ELASTO_FILES_NEW": String(figures.filesNew), "ELASTO_FILES_CHANGED": String(figures.filesChanged),
      "ELASTO_FILES_UNCHANGED": String(figures.filesUnchanged), "ELASTO_FILES_FAILED": String(figures.filesFailed),
      "ELASTO_BYTES_READ": String(figures.bytesRead), "ELASTO_BYTES_NEW": String(figures.bytesNew),
      "ELASTO_BYTES_STORED": String(figures.bytesStored), "ELASTO_SNAPSHOTS": String(figures.snapshots),
    ]
    if let result { variables["ELASTO_RESULT"] = result.rawValue }
    if let firstError { variables["ELASTO_ERROR"] = firstError }
    // A NUL would end the variable, and all that follow it in the block.
    return variables.mapValues { $0.contains("\0") ? String($0.prefix { $0 != "\0" }) : $0 }
  }
}
