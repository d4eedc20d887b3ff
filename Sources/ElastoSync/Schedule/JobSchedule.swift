public import ResticRepository

/// When a job runs: its calendar expression, and what is to happen around it.
public struct JobSchedule: Sendable, Hashable {
  public var expression: CalendarExpression
  /// Runs begin up to this many seconds late, so that many machines do not begin together.
  public var jitter: Int64
  /// A run that was missed, because the machine was off, is made up for as soon as it is on.
  public var catchUp: Bool

  /// `timeZone` is the manifest's `timezone`; a zone inside `at` may repeat it, not contradict it.
  public init(at: String, jitter: Int64 = 0, catchUp: Bool = false, timeZone: String? = nil) throws(ScheduleError) {
    var expression = try CalendarExpression(parsing: at)
    if let timeZone {
      guard LocalZone.named(timeZone) != nil else {
        throw ScheduleError(
          .unknownTimeZone, "there is no time zone “\(timeZone)”; write one such as Europe/Berlin or UTC")
      }
      guard expression.timeZone == nil || expression.timeZone == timeZone else {
        throw ScheduleError(
          .invalidExpression, "“\(at)” names another time zone than timezone: \(timeZone); leave one of them away")
      }
      expression.timeZone = timeZone
    }
    self.expression = expression
    self.jitter = jitter
    self.catchUp = catchUp
  }

  /// The first moment after `moment` when the job is due, without its jitter, in seconds since 1970.
  public func next(after moment: Int64, in zone: LocalZone) -> Int64? { expression.next(after: moment, in: zone) }
}
