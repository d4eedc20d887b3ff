public import Manifest

extension JobSchedule {
  /// As the manifest has it. A random delay of months or years counts 30 or 365 days for each.
  public init(_ schedule: Schedule) throws(ScheduleError) {
    try self.init(
      at: schedule.at, jitter: schedule.jitter.duration.components.seconds, catchUp: schedule.catchUp,
      timeZone: schedule.timezone)
  }
}

extension CalendarExpression {
  /// What is wrong with `text` as a calendar expression, for `ManifestLoader`; `nil` when nothing is.
  public static func fault(in text: String) -> String? {
    do throws(ScheduleError) {
      _ = try CalendarExpression(parsing: text)
      return nil
    } catch {
      return error.message
    }
  }
}
