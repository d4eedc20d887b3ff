extension Duration {
  /// Rounded up, at least 1.
  var milliseconds: Int { max(1, Int(clamping: (nanoseconds + 999_999) / 1_000_000)) }

  /// At most some 290 years.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    return overflow ? .max / 2 : min(whole, .max / 2) + attoseconds / 1_000_000_000
  }
}
