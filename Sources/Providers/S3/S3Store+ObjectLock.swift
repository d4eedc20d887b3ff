import HTTPTypes

extension S3Store {
  /// What protects an object, and the version that it is about.
  public func objectLock(of key: String) async throws(StoreError) -> S3ObjectLock {
    let fields = try await headFields(key).fields
    let mode = fields[.amz("object-lock-mode")].flatMap(S3ObjectLock.Mode.init(rawValue:))
    let until = fields[.amz("object-lock-retain-until-date")].flatMap(UTCTime.init(iso8601:))
    var retention: S3ObjectLock.Retention?
    if let mode, let until { retention = S3ObjectLock.Retention(mode, until: until.seconds) }
    return S3ObjectLock(retention: retention, legalHold: fields[.amz("object-lock-legal-hold")] == "ON")
  }

  /// Protects an object until a time; one that is protected in compliance mode can be protected for longer only.
  public func retain(_ key: String, _ retention: S3ObjectLock.Retention) async throws(StoreError) {
    let until = UTCTime(seconds: retention.until).extended
    try await setLock(
      key, "retention",
      "<Retention xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Mode>\(retention.mode.rawValue)</Mode>"
        + "<RetainUntilDate>\(until)</RetainUntilDate></Retention>")
  }

  /// Protects an object until it is said otherwise, or says so.
  public func holdLegally(_ key: String, _ isOn: Bool) async throws(StoreError) {
    try await setLock(
      key, "legal-hold",
      "<LegalHold xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Status>\(isOn ? "ON" : "OFF")</Status></LegalHold>"
    )
  }

  private func setLock(_ key: String, _ what: String, _ document: String) async throws(StoreError) {
    try ObjectKey.validate(key, in: name)
    var request = S3Request(.put, .object(key: key), [(what, nil)], action: "protecting the object")
    request.carry(try await upload(.bytes(Array(document.utf8)), location: location(key)))
    _ = try await send(request)
  }
}
