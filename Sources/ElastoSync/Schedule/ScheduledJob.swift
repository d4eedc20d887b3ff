/// A job with a schedule, and the command line that runs it.
public struct ScheduledJob: Sendable, Hashable {
  public var name: String
  public var schedule: JobSchedule
  /// The program by its absolute path, then its arguments; no shell reads them.
  public var command: [String]
  /// The manifest's absolute path: what is written for one manifest is not overwritten for another.
  public var manifest: String

  public init(name: String, schedule: JobSchedule, command: [String], manifest: String) {
    self.name = name
    self.schedule = schedule
    self.command = command
    self.manifest = manifest
  }
}

/// A file for a scheduler, not yet written.
public struct ScheduleFile: Sendable, Hashable {
  /// Without its folder.
  public var name: String
  public var contents: String

  public init(name: String, contents: String) {
    self.name = name
    self.contents = contents
  }

  /// The first line of everything we write: how it is recognised as ours, and as this manifest's.
  static func mark(manifest: String) -> String {
    let shown = manifest.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : String($0) }.joined()
    return "# Written by elasto-sync from \(shown); changes here are lost when it is written again."
  }
}
