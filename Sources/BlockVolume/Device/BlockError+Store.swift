import Providers

extension BlockError {
  /// What a page store throws, as a device says it.
  init(_ error: StoreError, _ location: String) {
    let code: Code =
      switch error.code {
      case .notFound: .notFound
      case .conditionFailed: .fenced
      case .invalidRange: .outOfRange
      case .truncated, .corrupted: .corrupted
      case .accessDenied: .readOnly
      case .noSpace: .noSpace
      case .timeout, .unavailable, .throttled: .unavailable
      case .unsupported: .unsupported
      case .cancelled: .cancelled
      case .invalidKey, .failed: .failed
      }
    self.init(code, error.message, location: location, cause: error)
  }
}
