/// The time of an object's content in its metadata, as rclone writes and reads it under the name `mtime`.
enum ContentTime {
  /// rclone's two ways of writing it.
  enum Form {
    /// `1354040105.123456789`: in S3 and most others.
    case seconds
    /// `2012-11-27T18:15:05.123456789Z`: in Azure.
    case date
  }

  static let name = "mtime"

  static func text(_ nanoseconds: Int64, _ form: Form) -> String {
    let fraction = (nanoseconds % 1_000_000_000 + 1_000_000_000) % 1_000_000_000
    let digits = String(fraction)
    let padded = String(repeating: "0", count: 9 - digits.utf8.count) + digits
    switch form {
    case .date: return "\(UTCTime(nanoseconds: nanoseconds).extended.dropLast()).\(padded)Z"
    case .seconds:
      let magnitude = nanoseconds.magnitude
      let rest = String(magnitude % 1_000_000_000)
      return "\(nanoseconds < 0 ? "-" : "")\(magnitude / 1_000_000_000)."
        + String(repeating: "0", count: 9 - rest.utf8.count) + rest
    }
  }

  /// Nanoseconds since 1970, of either form.
  static func parse(_ text: String) -> Int64? {
    text.utf8.contains(UInt8(ascii: "T")) ? parseDate(text) : parseSeconds(text)
  }

  private static func parseSeconds(_ text: String) -> Int64? {
    let isNegative = text.utf8.first == UInt8(ascii: "-")
    let parts = text.utf8.dropFirst(isNegative ? 1 : 0)
      .split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, let whole = Int64(Substring(first)), whole >= 0,
      let fraction = parts.count > 1 ? fraction(parts[1]) : 0
    else { return nil }
    return sum(whole, fraction, isNegative: isNegative)
  }

  /// RFC 3339, with a fraction or without, in any zone.
  private static func parseDate(_ text: String) -> Int64? {
    let bytes = text.utf8
    let clockStart = bytes.firstIndex(of: UInt8(ascii: "T")) ?? bytes.startIndex
    let zoneStart = bytes[clockStart...].firstIndex {
      [UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-")].contains($0)
    }
    guard let zoneStart, let offset = offset(bytes[zoneStart...]) else { return nil }
    let parts = bytes[..<zoneStart].split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let time = parts.first.flatMap({ UTCTime(iso8601: "\(Substring($0))Z") }),
      let fraction = parts.count > 1 ? fraction(parts[1]) : 0
    else { return nil }
    let seconds = time.seconds - offset
    return seconds >= 0
      ? sum(seconds, fraction, isNegative: false) : sum(-seconds, -fraction, isNegative: true)
  }

  /// Seconds that a zone is ahead of UTC: `Z`, `+01:30`.
  private static func offset(_ zone: Substring.UTF8View) -> Int64? {
    if zone.elementsEqual("Z".utf8) { return 0 }
    let parts = zone.dropFirst().split(separator: UInt8(ascii: ":"))
    guard parts.count == 2, let hours = Int64(Substring(parts[0])), let minutes = Int64(Substring(parts[1])),
      (0..<24).contains(hours), (0..<60).contains(minutes)
    else { return nil }
    return (zone.first == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
  }

  /// Digits behind a point as nanoseconds; more than nine are cut off.
  private static func fraction(_ digits: Substring.UTF8View) -> Int64? {
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    let nine = Array(digits.prefix(9)) + [UInt8](repeating: 0x30, count: max(0, 9 - digits.count))
    return nine.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
  }

  private static func sum(_ seconds: Int64, _ fraction: Int64, isNegative: Bool) -> Int64? {
    let (whole, isHuge) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !isHuge else { return nil }
    let (total, isTooLarge) = whole.addingReportingOverflow(fraction)
    return isTooLarge ? nil : isNegative ? -total : total
  }
}

extension PutOptions {
  /// The metadata with the content's time in it, where there is one and the metadata does not say it already.
  func metadata(dated form: ContentTime.Form) -> [String: String] {
    guard let modified, metadata[ContentTime.name] == nil else { return metadata }
    var metadata = metadata
    metadata[ContentTime.name] = ContentTime.text(modified, form)
    return metadata
  }
}

extension ObjectInfo {
  /// When the content was last changed, as who stored it said, in nanoseconds since 1970; `nil` where nobody did, and in
  /// listings.
  public var contentModified: Int64? { metadata[ContentTime.name].flatMap(ContentTime.parse) }
}
