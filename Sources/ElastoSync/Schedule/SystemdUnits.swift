/// Writes a service and a timer for each scheduled job, after systemd.service(5) and systemd.timer(5).
public enum SystemdUnits {
  /// Whose services they are: the machine's, or one user's (`systemctl --user`).
  public enum Scope: Sendable, Hashable {
    case system, user
  }

  /// The service and the timer of `job`.
  public static func files(for job: ScheduledJob, scope: Scope) -> [ScheduleFile] {
    let name = unitName(for: job)
    return [
      ScheduleFile(name: "\(name).service", contents: service(job, scope: scope)),
      ScheduleFile(name: "\(name).timer", contents: timer(job)),
    ]
  }

  /// Without the suffix: `elasto-sync-nightly`. What a unit's name may not hold becomes `\x20`, as systemd-escape does.
  public static func unitName(for job: ScheduledJob) -> String {
    "elasto-sync-"
      + job.name.utf8.map { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"),
          UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"):
          String(UnicodeScalar(byte))
        default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
      }.joined()
  }

  private static func service(_ job: ScheduledJob, scope: Scope) -> String {
    var lines = [
      ScheduleFile.mark(manifest: job.manifest),
      "[Unit]",
      "Description=elasto-sync job \(specifiersEscaped(job.name))",
    ]
    if scope == .system {
      // A user's manager has no such target.
      lines += ["Wants=network-online.target", "After=network-online.target"]
    }
    lines += [
      "",
      "[Service]",
      "Type=oneshot",
      "ExecStart=" + job.command.enumerated().map { quoted($1, isProgram: $0 == 0) }.joined(separator: " "),
    ]
    if scope == .system {
      // The folders that a run by hand uses as well; a user's are found through $XDG_STATE_HOME and $XDG_CACHE_HOME.
      lines += ["StateDirectory=elasto-sync", "StateDirectoryMode=0700"]
      lines += ["CacheDirectory=elasto-sync", "CacheDirectoryMode=0700"]
    }
    lines += [
      "# Stopping is Ctrl-C: the run ends cleanly, and the next one goes on.",
      "KillSignal=SIGINT",
      "TimeoutStopSec=15min",
      "Nice=10",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func timer(_ job: ScheduledJob) -> String {
    var lines = [
      ScheduleFile.mark(manifest: job.manifest),
      "[Unit]",
      "Description=When elasto-sync runs job \(specifiersEscaped(job.name))",
      "",
      "[Timer]",
    ]
    lines += job.schedule.expressions.map { "OnCalendar=\($0.normalized)" }
    if job.schedule.jitter > 0 { lines.append("RandomizedDelaySec=\(job.schedule.jitter)") }
    lines += [
      "Persistent=\(job.schedule.catchUp)",
      "",
      "[Install]",
      "WantedBy=timers.target",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  /// One word of a command line; systemd would expand `%`, and `$` but for the program's own path.
  private static func quoted(_ word: String, isProgram: Bool) -> String {
    let isPlain = !word.isEmpty && word.utf8.allSatisfy { (0x2B...0x7A).contains($0) && $0 != 0x5C && $0 != 0x3B }
    if isPlain { return word }
    let escaped = specifiersEscaped(word).unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\" + String(scalar)
      case "$" where !isProgram: "$$"
      case _ where scalar.value < 0x20: "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
    return "\"" + escaped.joined() + "\""
  }

  private static func specifiersEscaped(_ text: String) -> String {
    text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")
  }
}
