import BlockVolume
import ElastoSync
import Providers
import ResticRepository

/// What lies under an error.
enum ErrorChain {
  /// One sentence for the user.
  static func text(of error: any Error) -> String {
    error is CancellationError ? "interrupted; what is stored stays, run it again to go on" : "\(error)"
  }

  /// The causes one under the other, without those that say the same again.
  static func causes(of error: any Error) -> [String] {
    var causes: [String] = []
    var next = cause(of: error)
    var above = "\(error)"
    // No chain of ours is longer.
    while let error = next, causes.count < 8 {
      let text = "\(error)"
      if !above.contains(text) { causes.append(text) }
      above = text
      next = cause(of: error)
    }
    return causes
  }

  private static func cause(of error: any Error) -> (any Error)? {
    switch error {
    case let error as RunError: error.cause
    case let error as PlanError: error.cause
    case let error as RepositoryError: error.cause
    case let error as StoreError: error.cause
    case let error as RunStateError: error.cause
    case let error as BlockError: error.cause
    case let error as ScheduleError: error.cause
    default: nil
    }
  }
}
