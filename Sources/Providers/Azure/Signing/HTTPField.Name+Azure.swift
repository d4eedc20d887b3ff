import HTTPTypes

extension HTTPField.Name {
  static let msDate = ms("date")
  static let msVersion = ms("version")

  /// `x-ms-` and the rest of the name, which must be a token of RFC 9110.
  static func ms(_ rest: String) -> Self { named("x-ms-\(rest)") }
}
