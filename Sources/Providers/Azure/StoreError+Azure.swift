import HTTPTypes

extension StoreError {
  /// What a request was about, for the messages of its failures.
  struct AzureContext {
    var action: String
    var service: AzureService
    /// The account with the container or the share.
    var configuration: AzureConfiguration
    var credentials: AzureCredentials?
    /// This machine's clock.
    var now: UTCTime
    /// The store's name and the key.
    var location: String
  }

  /// What a reply that says no means. The only place that knows the services' codes.
  init(_ failure: AzureFailure, _ context: AzureContext) {
    let action = context.action
    let (object, container) = (context.service.object, context.service.container)
    let said = failure.message.isEmpty ? "" : ": \(failure.message)"
    let end = "(\(failure.reference))"
    func error(_ code: Code, _ message: String, isRetryable: Bool = false) -> StoreError {
      StoreError(
        code, "\(message) \(end)", location: context.location, isRetryable: isRetryable,
        retryAfter: isRetryable ? failure.retryAfter : nil, cause: failure)
    }
    if failure.status == 403, let time = failure.time, abs(time.seconds - context.now.seconds) > 900 {
      self = error(
        .accessDenied,
        "\(action) failed: this machine's clock says \(context.now.readable), the store's \(time.readable); set the one "
          + "that is wrong")
      return
    }
    switch failure.code {
    case "ContainerNotFound", "ShareNotFound":
      self = error(
        .notFound,
        "there is no \(container) \"\(context.configuration.container)\" at \(context.configuration.endpoint); create it "
          + "first, or correct its name")
    case "BlobNotFound", "ResourceNotFound", "ParentNotFound",
      "CannotVerifyCopySource" where failure.status == 404:
      self = error(.notFound, "there is no such \(object)")
    case "ResourceTypeMismatch": self = error(.notFound, "there is no such file: a directory has its name")
    case "InvalidBlockList": self = error(.notFound, "there is no such upload, or not all of its parts")
    case "BlobAlreadyExists", "ResourceAlreadyExists", "ConditionNotMet", "SourceConditionNotMet",
      "TargetConditionNotMet":
      self = error(.conditionFailed, "the \(object) there is not the one the condition asks for")
    case "ContainerAlreadyExists", "ShareAlreadyExists":
      self = error(
        .conditionFailed, "there is a \(container) \"\(context.configuration.container)\" already; choose another name")
    case "AuthenticationFailed", "InvalidAuthenticationInfo", "NoAuthenticationInformation":
      self = error(
        .accessDenied,
        "\(action) failed: the store does not accept the credentials\(Self.origin(context)); check the account's name, "
          + "its key or signature, and when they end")
    case "LeaseIdMissing", "LeaseAlreadyPresent", "LeaseIdMismatchWithBlobOperation",
      "LeaseIdMismatchWithLeaseOperation",
      "LeaseIdMismatchWithContainerOperation", "LeaseLost", "LeaseNotPresentWithBlobOperation",
      "LeaseIdMismatchWithFileOperation", "LeaseNotPresentWithFileOperation",
      "LeaseNotPresentWithLeaseOperation", "LeaseNotPresentWithContainerOperation", "LeaseIsBrokenAndCannotBeRenewed",
      "LeaseAlreadyBroken", "LeaseIsBreakingAndCannotBeAcquired", "LeaseIsBreakingAndCannotBeChanged":
      self = error(.conditionFailed, "\(action) failed: another holds the lease, or it is lost\(said)")
    case "AppendPositionConditionNotMet", "MaxBlobSizeConditionNotMet":
      self = error(.conditionFailed, "\(action) failed: the blob does not end where it was thought to\(said)")
    case "ServerBusy":
      self = error(.throttled, "\(action) failed: the store asks for fewer requests", isRetryable: true)
    case "OperationTimedOut":
      self = error(.timeout, "\(action) failed: the store took too long", isRetryable: true)
    case "Md5Mismatch", "Crc64Mismatch":
      self = error(.corrupted, "\(action) failed: what arrived at the store is not what was sent", isRetryable: true)
    case "ContainerBeingDeleted", "ShareBeingDeleted", "PendingCopyOperation", "BlobBeingRehydrated", "DeletePending",
      "SharingViolation", "FileLockConflict":
      self = error(.unavailable, "\(action) failed: something else is under way there\(said)", isRetryable: true)
    case "BlobArchived":
      self = error(.failed, "\(action) failed: the blob is archived; set it to an online tier first")
    case "InvalidBlobOrBlock":
      self = error(
        .failed,
        "\(action) failed: another program's unfinished upload is in the way; it ends after a week, or with the next "
          + "whole blob put there")
    case "InvalidRange", "InvalidPageRange": self = error(.invalidRange, "the \(object) does not have these bytes")
    case "ShareSizeLimitReached", "AccountStorageLimitReached":
      self = error(.noSpace, "\(action) failed: there is no room left\(said); raise the quota, or delete something")
    case "InvalidResourceName": self = error(.invalidKey, "\(action) failed: the store has no place for such a name")
    case "RequestBodyTooLarge", "BlockCountExceedsLimit", "BlockListTooLong":
      self = error(.failed, "\(action) failed: this is more than the store takes\(said)")
    default: self = Self.byStatus(failure, context, said, error)
    }
  }

  private static func byStatus(
    _ failure: AzureFailure, _ context: AzureContext, _ said: String, _ error: (Code, String, Bool) -> StoreError
  ) -> StoreError {
    let (action, object) = (context.action, context.service.object)
    switch failure.status {
    case 401, 403:
      return error(
        .accessDenied, "\(action) failed\(said); check what the credentials\(origin(context)) may do", false)
    case 404 where !failure.isForeign: return error(.notFound, "there is no such \(object)", false)
    case 405, 501: return error(.unsupported, "\(action) failed: the store cannot do that\(said)", false)
    case 304, 412: return error(.conditionFailed, "the \(object) there is not the one the condition asks for", false)
    case 416: return error(.invalidRange, "the \(object) does not have these bytes", false)
    case 429, 503: return error(.throttled, "\(action) failed: the store asks for fewer requests", true)
    case 408: return error(.timeout, "\(action) failed: the store gave up waiting", true)
    case 500...: return error(.unavailable, "\(action) failed: the store has a fault of its own\(said)", true)
    default:
      let isSilent = failure.code.isEmpty && said.isEmpty
      return error(
        .failed,
        "\(action) failed\(isSilent ? ": the answer is not the \(object) service's; check the endpoint" : said)",
        false)
    }
  }

  private static func origin(_ context: AzureContext) -> String {
    context.credentials.map { " (from \($0.origin))" } ?? ""
  }
}
