import ElastoSync
import ResticRepository

extension Session {
  /// The way to what addresses name.
  func remote() throws -> RemoteSession {
    try sharedRemote ?? RemoteSession(manifest: options.manifest, settings: settings())
  }

  func report(_ report: RemoteReport, _ verb: (done: String, planned: String), isDryRun: Bool) -> ExitStatus {
    note(
      "\(isDryRun ? verb.planned : verb.done) \(QuantityText.count(report.files, "file")) "
        + "(\(QuantityText.bytes(report.bytes)))"
        + (report.unchanged > 0 ? ", \(QuantityText.count(report.unchanged)) were there already" : "")
        + (report.resumed > 0 ? ", \(QuantityText.bytes(report.resumed)) by an earlier run" : "")
        + (report.failures > 0 ? ", \(QuantityText.count(report.failures)) failed" : ""))
    emit("remote_summary") { object in
      object.add("dry_run", isDryRun)
      object.add("files", report.files)
      object.add("bytes", report.bytes)
      object.add("unchanged", report.unchanged)
      object.add("resumed_bytes", report.resumed)
      object.add("failures", report.failures)
    }
    if report.failures == 0 { return .done }
    return report.files + report.unchanged > 0 ? .incomplete : .failed
  }
}

extension GoTime {
  init(nanosecondsSince1970 time: Int64) {
    var seconds = time / 1_000_000_000
    if time % 1_000_000_000 < 0 { seconds -= 1 }
    self.init(seconds: seconds, nanoseconds: Int32(time - seconds * 1_000_000_000), offset: 0)
  }
}
