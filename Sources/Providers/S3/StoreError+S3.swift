import HTTPTypes

extension StoreError {
  /// What a request was about, for the messages of its failures.
  struct S3Context {
    var request: S3Request
    var place: S3Place
    var credentials: S3Credentials?
    /// This machine's clock.
    var now: UTCTime
    /// The store's name and the key.
    var location: String
  }

  /// What a reply that says no means. The only place that knows S3's codes.
  init(_ failure: S3Failure, _ context: S3Context) {
    let action = context.request.action
    let said = failure.message.isEmpty ? "" : ": \(failure.message)"
    let end = "(\(failure.reference))"
    func error(_ code: Code, _ message: String, isRetryable: Bool = false) -> StoreError {
      StoreError(
        code, message, location: context.location, isRetryable: isRetryable,
        retryAfter: isRetryable ? failure.retryAfter : nil, cause: failure)
    }

    if let skew = Self.skew(failure, context) {
      self = error(.accessDenied, "\(action) failed: \(skew) \(end)")
      return
    }
    switch failure.code {
    case "NoSuchBucket":
      self = error(
        .notFound,
        "there is no bucket \"\(context.place.bucket)\" at \(context.place.endpoint); create it there first, or correct "
          + "its name \(end)")
    case "NoSuchKey" where context.request.fields[.ifMatch] != nil:
      // A missing object contradicts the condition to replace a version of it.
      self = error(.conditionFailed, "there is no such object any more, and the condition asks for one \(end)")
    case "NoSuchKey", "NoSuchUpload", "NoSuchVersion":
      self = error(.notFound, "there is no such \(Self.thing(failure.code)) \(end)")
    case "SignatureDoesNotMatch", "InvalidAccessKeyId", "InvalidSecurity", "AuthFailure":
      self = error(
        .accessDenied,
        "\(action) failed: the store does not accept the access key\(Self.origin(context)); check it and its secret "
          + end)
    case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidToken":
      self = error(
        .accessDenied,
        "\(action) failed: the session of the access key\(Self.origin(context)) has ended; sign in anew \(end)")
    case "SlowDown", "TooManyRequests", "RequestLimitExceeded", "Throttling", "ThrottlingException",
      "BandwidthLimitExceeded":
      self = error(.throttled, "\(action) failed: the store asks for fewer requests \(end)", isRetryable: true)
    case "RequestTimeout":
      self = error(.timeout, "\(action) failed: the store waited too long for the request \(end)", isRetryable: true)
    case "BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch", "XAmzContentChecksumMismatch", "IncompleteBody":
      self = error(
        .corrupted, "\(action) failed: what arrived at the store is not what was sent\(said) \(end)", isRetryable: true)
    case "BucketAlreadyOwnedByYou", "BucketAlreadyExists":
      self = error(
        .conditionFailed, "there is a bucket \"\(context.place.bucket)\" already; choose another name \(end)")
    case "BucketNotEmpty":
      self = error(.failed, "\(action) failed: the bucket is not empty; delete its objects and versions first \(end)")
    case "KeyTooLongError":
      self = error(
        .invalidKey, "\(action) failed: the key is longer than the store allows; choose a shorter name \(end)")
    case "EntityTooLarge":
      self = error(.failed, "\(action) failed: this is more than the store takes in one piece; send it in parts \(end)")
    case "InvalidObjectState":
      self = error(
        .failed, "\(action) failed: the object is archived; restore it to an online class first\(said) \(end)")
    case "QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "StorageFull", "NoSpaceLeft":
      self = error(.noSpace, "\(action) failed: the store is full; free space there\(said) \(end)")
    default:
      self = Self.byStatus(failure, context, said, end)
    }
  }

  private static func byStatus(
    _ failure: S3Failure, _ context: S3Context, _ said: String, _ end: String
  ) -> StoreError {
    let action = context.request.action
    func error(_ code: Code, _ message: String, isRetryable: Bool = false) -> StoreError {
      StoreError(
        code, message, location: context.location, isRetryable: isRetryable,
        retryAfter: isRetryable ? failure.retryAfter : nil, cause: failure)
    }
    switch failure.status {
    case 301, 302, 303, 307, 308:
      return error(
        .failed,
        "\(action) failed: the bucket is elsewhere\(failure.region.map { " (region \($0))" } ?? ""), and the store does "
          + "not lead to a host of \(context.place.endpoint); give its region or endpoint \(end)")
    case 401, 403:
      return error(
        .accessDenied,
        "\(action) failed\(said); check that the bucket is yours and what the access key\(origin(context)) may do \(end)"
      )
    case 404 where !failure.isForeign: return error(.notFound, "there is no such object \(end)")
    case 405, 501: return error(.unsupported, "\(action) failed: the store cannot do that\(said) \(end)")
    case 408: return error(.timeout, "\(action) failed: the store gave up waiting \(end)", isRetryable: true)
    case 409 where failure.code == "ConditionalRequestConflict" || failure.code == "OperationAborted":
      return error(
        .unavailable, "\(action) failed: another request for the same was under way\(said) \(end)", isRetryable: true)
    case 412:
      return error(.conditionFailed, "the object there is not the one the condition asks for \(end)")
    case 416: return error(.invalidRange, "the object does not have these bytes \(end)")
    case 429, 503:
      return error(.throttled, "\(action) failed: the store asks for fewer requests \(end)", isRetryable: true)
    case 507: return error(.noSpace, "\(action) failed: the store is full; free space there\(said) \(end)")
    case 500...:
      return error(.unavailable, "\(action) failed: the store has a fault of its own\(said) \(end)", isRetryable: true)
    default:
      let reason = failure.code.isEmpty && said.isEmpty ? ": the answer is not S3's; check the endpoint" : said
      return error(.failed, "\(action) failed\(reason) \(end)")
    }
  }

  /// What the two clocks say, where the store refuses a request and they are more than S3's 15 minutes apart.
  private static func skew(_ failure: S3Failure, _ context: S3Context) -> String? {
    let isTooSkewed = failure.code == "RequestTimeTooSkewed" || failure.code == "RequestExpired"
    guard isTooSkewed || failure.status == 403, let time = failure.time else {
      return isTooSkewed ? "this machine's clock or the store's is wrong; set it" : nil
    }
    guard isTooSkewed || abs(time.seconds - context.now.seconds) > 900 else { return nil }
    return "this machine's clock says \(context.now.readable), the store's \(time.readable); set the one that is wrong"
  }

  private static func thing(_ code: String) -> String {
    switch code {
    case "NoSuchUpload": "upload"
    case "NoSuchVersion": "version"
    default: "object"
    }
  }

  private static func origin(_ context: S3Context) -> String {
    context.credentials.map { " \($0.accessKeyID) (from \($0.origin))" } ?? ""
  }
}
