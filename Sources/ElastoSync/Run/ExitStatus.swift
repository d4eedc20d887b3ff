import BlockVolume
import Manifest
import Providers
import ResticRepository
import Secrets

/// What a command tells the shell. The numbers 10, 11 and 12 are restic's.
public enum ExitStatus: Int32, Sendable, CaseIterable {
  case done = 0
  case failed = 1
  /// `plan --detailed-exitcode` found something to do.
  case changes = 2
  /// Done, but files were unreadable or had changed.
  case incomplete = 3
  case refused = 4
  case stale = 5
  case noRepository = 10
  case locked = 11
  case wrongPassword = 12
  case usage = 64
  case interrupted = 130

  /// The one place where errors become exit codes.
  public init(_ error: any Error) {
    switch error {
    case let error as RunError: self.init(error.code)
    case let error as PlanError: self.init(error.code)
    case let error as RepositoryError: self.init(error.code)
    case let error as RunStateError: self.init(error.code)
    case let error as BlockError: self = error.code == .fenced ? .locked : .failed
    case is ScheduleError: self = .usage
    case is CancellationError: self = .interrupted
    default: self = .failed
    }
  }

  private init(_ code: RunError.Code) {
    switch code {
    case .failed: self = .failed
    case .refused: self = .refused
    case .stale: self = .stale
    case .noRepository: self = .noRepository
    case .locked: self = .locked
    case .wrongPassword: self = .wrongPassword
    case .usage: self = .usage
    case .interrupted: self = .interrupted
    }
  }

  private init(_ code: PlanError.Code) {
    switch code {
    case .stale: self = .stale
    case .outOfBounds: self = .refused
    case .damaged, .unsupportedVersion, .inputOutput: self = .failed
    }
  }

  private init(_ code: RunStateError.Code) {
    switch code {
    case .busy: self = .locked
    case .anotherRepository: self = .refused
    case .noFolder, .inputOutput: self = .failed
    }
  }

  private init(_ code: RepositoryError.Code) {
    switch code {
    case .noRepository: self = .noRepository
    case .wrongPassword: self = .wrongPassword
    case .locked: self = .locked
    case .ambiguous, .invalidArgument: self = .usage
    case .conflict, .unsupportedVersion, .lockLost, .damaged, .missing, .store: self = .failed
    }
  }
}
