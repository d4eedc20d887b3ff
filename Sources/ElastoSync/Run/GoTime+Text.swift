public import ResticRepository

extension GoTime {
  /// `2026-11-22T14:03:05.123456789+01:00`: RFC 3339 with as many digits as it takes, as snapshots have it.
  public var rfc3339: String {
    let local = CivilDate(daysSinceEpoch: (seconds + Int64(offset)).floorDivided(by: 86_400))
    let clock = (seconds + Int64(offset)) - (seconds + Int64(offset)).floorDivided(by: 86_400) * 86_400
    let date = "\(local.year.padded(4))-\(local.month.padded(2))-\(local.day.padded(2))"
    let time = "\((clock / 3600).padded(2)):\((clock / 60 % 60).padded(2)):\((clock % 60).padded(2))"
    var fraction = ""
    if nanoseconds != 0 {
      fraction = "." + Int64(nanoseconds).padded(9)
      while fraction.hasSuffix("0") { fraction.removeLast() }
    }
    guard offset != 0 else { return "\(date)T\(time)\(fraction)Z" }
    let minutes = Int64(abs(offset)) / 60
    return "\(date)T\(time)\(fraction)\(offset < 0 ? "-" : "+")\((minutes / 60).padded(2)):\((minutes % 60).padded(2))"
  }
}

extension Int64 {
  fileprivate func floorDivided(by divisor: Int64) -> Int64 {
    (self - (self % divisor + divisor) % divisor) / divisor
  }
}
