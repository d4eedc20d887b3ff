import Manifest

/// When the jobs of a manifest run, and how to have them run.
public struct ManifestSchedule: Sendable {
  /// Those that have a schedule, in the manifest's order.
  public let jobs: [ScheduledJob]
  /// The manifest, from the root.
  public let manifest: String

  /// Throws `.usage` for a job that the manifest does not have.
  ///
  /// - Parameters:
  ///   - names: the jobs wanted; empty is all.
  ///   - program: this program's absolute path.
  public init(_ loaded: LoadedManifest, jobs names: [String], program: String) throws {
    let all = loaded.manifest.jobs
    if let unknown = names.first(where: { loaded.manifest.job(named: $0) == nil }) {
      let list = all.map(\.name).joined(separator: ", ")
      throw RunError(.usage, "the manifest has no job of this name; it has: \(list)", location: unknown)
    }
    manifest = loaded.absolutePath
    jobs = try all.compactMap { job in
      guard let schedule = job.schedule, names.isEmpty || names.contains(job.name) else { return nil }
      do throws(ScheduleError) {
        return ScheduledJob(
          name: job.name, schedule: try JobSchedule(schedule),
          command: [program, "-f", loaded.absolutePath, "apply", "--auto-approve", "--job", job.name],
          manifest: loaded.absolutePath)
      } catch {
        throw ScheduleError(error.code, error.message, location: "job \(job.name)", cause: error)
      }
    }
  }

  /// The scheduler that is to run the jobs.
  public enum Scheduler: String, CaseIterable, Sendable {
    case systemd, cron
  }

  /// What the scheduler has to be given, not yet written.
  public func files(for scheduler: Scheduler, isRoot: Bool, user: String = "root") throws -> [ScheduleFile] {
    switch scheduler {
    case .systemd: jobs.flatMap { SystemdUnits.files(for: $0, scope: isRoot ? .system : .user) }
    case .cron: jobs.isEmpty ? [] : [try Crontab.file(for: jobs, manifest: manifest, user: user)]
    }
  }

  /// Where the scheduler looks for them.
  public static func folder(of scheduler: Scheduler, isRoot: Bool, home: String?) throws(ScheduleError) -> String {
    switch (scheduler, isRoot) {
    case (.systemd, true): return "/etc/systemd/system"
    case (.cron, true): return "/etc/cron.d"
    case (.systemd, false):
      guard let home else {
        throw ScheduleError(.inputOutput, "$HOME is not set, so that the folder of user units is not known")
      }
      return "\(home)/.config/systemd/user"
    case (.cron, false):
      throw ScheduleError(
        .notExpressible, "only root can write /etc/cron.d: run it as root, or give the printed lines to crontab -e")
    }
  }
}
