extension UTCTime {
  /// `2026-11-22T16:00:00+02:00`: ISO 8601 with a zone, in UTC or not; a fraction is dropped.
  init?(rfc3339 text: String) {
    if let time = UTCTime(iso8601: text) {
      self = time
      return
    }
    guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }),
      let local = UTCTime(iso8601: "\(text[..<sign])Z")
    else { return nil }
    let zone = text[text.index(after: sign)...].filter { $0 != ":" }
    guard zone.utf8.count == 4, zone.utf8.allSatisfy({ (48...57).contains($0) }), let hours = Int64(zone.prefix(2)),
      let minutes = Int64(zone.suffix(2)), hours < 24, minutes < 60
    else { return nil }
    let offset = hours * 3600 + minutes * 60
    self.init(seconds: local.seconds + (text[sign] == "+" ? -offset : offset))
  }
}
