import ElastoSync

extension ExitStatus {
  /// For the table in the help.
  var meaning: String {
    switch self {
    case .done: "done"
    case .failed: "failed"
    case .changes: "there is something to do (only plan --detailed-exitcode)"
    case .incomplete: "done, but files were unreadable or had changed"
    case .refused: "refused by a guard; nothing was touched"
    case .stale: "the plan is stale; make it again"
    case .noRepository: "there is no repository"
    case .locked: "busy or locked; see --lock-wait and unlock"
    case .wrongPassword: "wrong password"
    case .usage: "the command line is wrong"
    case .interrupted: "interrupted, or nobody reads the output any more"
    }
  }

  /// Every status with its number, one a line.
  static var table: String {
    allCases.map { status in
      let number = String(status.rawValue)
      return "  " + String(repeating: " ", count: 3 - number.count) + number + "  " + status.meaning
    }.joined(separator: "\n")
  }
}
