public import ResticRepository

/// When a job runs: its calendar expressions, and what is to happen around them.
public struct JobSchedule: Sendable, Hashable {
  /// Any of them starts the job.
  public var expressions: [CalendarExpression]
  /// Runs begin up to this many seconds late, so that many machines do not begin together.
  public var jitter: Int64
  /// A run that was missed, because the machine was off, is made up for as soon as it is on.
  public var catchUp: Bool

  /// `timeZone` is the manifest's `timezone`; a zone inside an expression may repeat it, not contradict it.
  public init(
    at texts: [String], jitter: Int64 = 0, catchUp: Bool = false, timeZone: String? = nil
  ) throws(ScheduleError) {
    if let timeZone, LocalZone.named(timeZone) == nil {
      throw ScheduleError(
        .unknownTimeZone, "there is no time zone “\(timeZone)”; write one such as Europe/Berlin or UTC")
    }
    var expressions: [CalendarExpression] = []
    for text in texts {
      var expression = try CalendarExpression(parsing: text)
      if let timeZone {
        guard expression.timeZone == nil || expression.timeZone == timeZone else {
          throw ScheduleError(
            .invalidExpression, "“\(text)” names another time zone than timezone: \(timeZone); leave one of them away")
        }
        expression.timeZone = timeZone
      }
      expressions.append(expression)
    }
    self.expressions = expressions
    self.jitter = jitter
    self.catchUp = catchUp
  }

  /// The first moment after `moment` when the job is due, without its jitter, in seconds since 1970.
  public func next(after moment: Int64, in zone: LocalZone) -> Int64? {
    expressions.compactMap { $0.next(after: moment, in: zone) }.min()
  }
}
