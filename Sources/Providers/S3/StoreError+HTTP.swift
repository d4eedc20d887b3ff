extension StoreError {
  /// What it means for an object that no whole reply came; `action` continues the sentence "… failed": "reading".
  init(_ error: HTTPError, while action: String, location: String) {
    let code: Code
    switch error.code {
    case .cancelled:
      self.init(cancelledAt: location)
      return
    case .sinkFailed:
      if let cause = error.cause as? StoreError {
        self = cause
      } else {
        self.init(
          .failed, "what was read could not be passed on: \(error.cause.map { "\($0)" } ?? error.message)",
          location: location, cause: error.cause ?? error)
      }
      return
    case .stalled: code = .timeout
    case .unresolved, .unreachable: code = .unavailable
    case .interrupted: code = action == "reading" ? .truncated : .unavailable
    case .untrusted, .malformed, .tooLarge, .bodyFailed, .misconfigured: code = .failed
    }
    self.init(
      code, "\(action) failed: \(error.message)", location: location, isRetryable: error.isRetryable, cause: error)
  }
}
