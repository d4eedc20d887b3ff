extension PlanReport {
  /// Reads a saved plan's figures, whatever became of the world since. Damage anywhere in the file is an error.
  ///
  /// - Parameter visit: shown every entry that changes, when the whole file is known to be sound.
  public static func load(
    planAt path: String, visiting visit: ((PlannedEntry) throws -> Void)? = nil
  ) throws -> PlanReport {
    let descriptor: FileDescriptor
    do {
      descriptor = try FileDescriptor.reading(path)
    } catch {
      throw PlanError(.inputOutput, "the plan cannot be read: \(error.reason)", location: path)
    }
    let reader = try PlanFileReader(descriptor, name: path)
    try reader.verify()
    if let visit { try reader.visitChanges(visit) }
    return PlanReport(header: reader.header, summary: reader.summary, failures: [])
  }
}
