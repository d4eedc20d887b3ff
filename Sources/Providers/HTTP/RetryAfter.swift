import HTTPTypes

/// `Retry-After`: seconds, or a time by the server's clock (RFC 9110, section 10.2.3).
enum RetryAfter {
  /// A day at most; `nil` where the fields do not say, or say something else.
  static func duration(in fields: HTTPFields, now: UTCTime?) -> Duration? {
    guard let text = fields[.retryAfter] else { return nil }
    if let seconds = Int64(text) { return seconds >= 0 ? .seconds(min(seconds, 86_400)) : nil }
    guard let until = UTCTime(httpDate: text), let now else { return nil }
    return .seconds(max(0, min(until.seconds - now.seconds, 86_400)))
  }
}
