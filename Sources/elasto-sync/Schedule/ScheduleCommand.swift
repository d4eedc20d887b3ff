import ArgumentParser
import ElastoSync
import Glibc
import ResticRepository

/// When jobs run, and having them run.
struct ScheduleCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule", abstract: "Show when jobs run next; print or install what a scheduler needs.",
    discussion: """
      Nothing runs by itself. --print shows the units or crontab lines, --install writes them: as root for the machine,
      else systemd's units of the user. What cron cannot say is an error.
      """)

  @OptionGroup var global: GlobalOptions

  @Option(
    help: ArgumentHelp("Print what this scheduler needs: \(Self.schedulers).", valueName: "scheduler"),
    transform: Self.scheduler)
  var print: ManifestSchedule.Scheduler?

  @Option(
    help: ArgumentHelp("Write what this scheduler needs: \(Self.schedulers).", valueName: "scheduler"),
    transform: Self.scheduler)
  var install: ManifestSchedule.Scheduler?

  @Option(help: ArgumentHelp("Where --install writes. Else the scheduler's own folder.", valueName: "folder"))
  var folder: String?

  @Option(help: ArgumentHelp("Only this job; may be repeated.", valueName: "name"))
  var job: [String] = []

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "With --install: say what would be written.")
  var dryRun = false

  private static var schedulers: String { ManifestSchedule.Scheduler.allCases.map(\.rawValue).joined(separator: ", ") }

  private static func scheduler(_ text: String) throws -> ManifestSchedule.Scheduler {
    guard let scheduler = ManifestSchedule.Scheduler(rawValue: text) else {
      throw ValidationError("there is no scheduler \"\(text)\": choose one of \(schedulers)")
    }
    return scheduler
  }

  mutating func validate() throws {
    if print != nil, install != nil { throw ValidationError("choose one of --print and --install") }
    if install == nil, dryRun || folder != nil { throw ValidationError("-n and --folder go with --install") }
  }

  func run(in session: Session) async throws -> ExitStatus {
    let loaded = try LoadedManifest.load(named: global.manifest)
    let schedule = try ManifestSchedule(loaded, jobs: job, program: try Self.program())
    if let scheduler = print {
      try show(try schedule.files(for: scheduler, isRoot: geteuid() == 0), session)
    } else if let scheduler = install {
      try install(schedule, scheduler, session)
    } else {
      list(schedule, session)
    }
    return .done
  }

  private func list(_ schedule: ManifestSchedule, _ session: Session) {
    let now = GoTime.now().seconds
    let zone = LocalZone.current()
    var table = TextTable([.init(title: "JOB"), .init(title: "NEXT"), .init(title: "AT")])
    for job in schedule.jobs {
      let next = job.schedule.next(after: now, in: zone).map { GoTime(seconds: $0, nanoseconds: 0, zone: zone) }
      let times = job.schedule.expressions.map(\.normalized)
      table.add([job.name, next?.text(in: zone) ?? "never", times.joined(separator: "; ")])
      session.emit("schedule") { object in
        object.add("job", job.name)
        object.add("at", times)
        object.add("next", ifPresent: next?.rfc3339)
        object.add("command", job.command)
      }
    }
    if !session.isJSON { table.lines.forEach(session.print) }
  }

  private func show(_ files: [ScheduleFile], _ session: Session) throws {
    for (index, file) in files.enumerated() {
      if !session.isJSON { session.print("\(index > 0 ? "\n" : "")# \(file.name)\n\(file.contents)") }
      session.emit("schedule_file") { object in
        object.add("name", file.name)
        object.add("contents", file.contents)
      }
    }
  }

  private func install(
    _ schedule: ManifestSchedule, _ scheduler: ManifestSchedule.Scheduler, _ session: Session
  ) throws {
    let isRoot = geteuid() == 0
    let home = getenv("HOME").map { String(cString: $0) }
    let folder = try folder ?? ManifestSchedule.folder(of: scheduler, isRoot: isRoot, home: home)
    let files = try schedule.files(for: scheduler, isRoot: isRoot)
    let installer = ScheduleInstaller(folder: folder, manifest: schedule.manifest)
    let changes = dryRun ? try installer.changes(for: files) : try installer.install(files)
    for change in changes {
      session.note("\(change.kind.rawValue)  \(change.path)")
      session.emit("schedule_change") { object in
        object.add("change", change.kind.rawValue)
        object.add("path", change.path)
        object.add("dry_run", dryRun)
      }
    }
    guard scheduler == .systemd, !dryRun else { return }
    let timers = schedule.jobs.map { "\(SystemdUnits.unitName(for: $0)).timer" }.joined(separator: " ")
    let system = isRoot ? "systemctl" : "systemctl --user"
    session.note("now: \(system) daemon-reload && \(system) enable --now \(timers)")
  }

  /// This program's absolute path.
  private static func program() throws -> String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else {
      throw RunError(.failed, "/proc/self/exe cannot be read, so that this program's path is not known: mount /proc")
    }
    return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
