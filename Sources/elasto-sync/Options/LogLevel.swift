import ArgumentParser

/// How much is said on standard error: what is at or above a level.
enum LogLevel: String, ExpressibleByArgument, CaseIterable, Comparable {
  case error, warning, info, debug

  static var list: String { allCases.map(\.rawValue).joined(separator: ", ") }

  static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .error: 0
    case .warning: 1
    case .info: 2
    case .debug: 3
    }
  }
}
