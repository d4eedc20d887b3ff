import ArgumentParser
import ElastoSync
import ResticRepository

/// Whether the jobs' backups are as new as they have to be.
struct StatusCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show each job's newest runs; exit status 1 when one is older than max-age.")

  @OptionGroup var global: GlobalOptions

  @Option(help: ArgumentHelp("Only this job; may be repeated.", valueName: "name"))
  var job: [String] = []

  func run(in session: Session) async throws -> ExitStatus {
    let loaded = try LoadedManifest.load(named: global.manifest)
    let now = GoTime.now()
    let jobs = try ManifestStatus.jobs(
      of: loaded, named: job, in: try global.stateFolders(), now: now.seconds)
    var table = TextTable([
      .init(title: "JOB"), .init(title: "STATE"), .init(title: "LAST GOOD RUN"), .init(title: "LAST RUN"),
      .init(title: "RESULT"),
    ])
    for status in jobs {
      table.add([
        status.job, text(status.verdict), time(status.lastGood?.started), time(status.lastRun?.started),
        status.lastRun?.result.rawValue ?? "-",
      ])
      emit(status, session)
    }
    if !session.isJSON { table.lines.forEach(session.print) }
    return jobs.contains(where: \.needsAttention) ? .failed : .done
  }

  private func text(_ verdict: JobStatus.Verdict) -> String {
    switch verdict {
    case .fine: "fine"
    case .tooOld: "too old"
    case .neverGood: "no good run yet"
    }
  }

  private func time(_ seconds: Int64?) -> String {
    seconds.map { GoTime(seconds: $0).text(in: .current()) } ?? "-"
  }

  private func emit(_ status: JobStatus, _ session: Session) {
    session.emit("job_status") { object in
      object.add("job", status.job)
      object.add("verdict", status.verdict.rawValue)
      object.add("age_seconds", ifPresent: status.age)
      object.add("last_good_run", ifPresent: status.lastGood.map(Self.json))
      object.add("last_run", ifPresent: status.lastRun.map(Self.json))
      object.add(
        "last_good_at_target",
        status.lastGoodAtTarget.sorted { $0.key < $1.key }.map { target, started in
          var object = JSONObject()
          object.add("target", target)
          object.add("started", GoTime(seconds: started).rfc3339)
          return object
        })
    }
  }

  private static func json(_ record: RunRecord) -> JSONObject {
    var object = JSONObject()
    object.add("run", record.run)
    object.add("started", GoTime(seconds: record.started).rfc3339)
    object.add("ended", GoTime(seconds: record.ended).rfc3339)
    object.add("result", record.result.rawValue)
    object.add("errors", record.errors)
    return object
  }
}
