extension PlanReport {
  /// Reads a saved plan's figures, whatever became of the world since. Damage anywhere in the file is an error.
  public static func load(planAt path: String) throws -> PlanReport {
    let descriptor: FileDescriptor
    do {
      descriptor = try FileDescriptor.reading(path)
    } catch {
      throw PlanError(.inputOutput, "the plan cannot be read: \(error.reason)", location: path)
    }
    let reader = try PlanFileReader(descriptor, name: path)
    try reader.verify()
    return PlanReport(header: reader.header, summary: reader.summary, failures: [])
  }
}
