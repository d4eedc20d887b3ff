/// The commands around a job: for each phase a list of programs with their arguments, run in order and without a shell.
public struct JobHooks: Sendable, Hashable {
  private var commands: [HookPhase: [[String]]]

  public init(_ commands: [HookPhase: [[String]]] = [:]) { self.commands = commands }

  public subscript(phase: HookPhase) -> [[String]] {
    get { commands[phase] ?? [] }
    set { commands[phase] = newValue }
  }
}

/// One command of a job's hooks.
public struct HookCommand: Sendable, Hashable {
  public var phase: HookPhase
  /// The program, then its arguments.
  public var arguments: [String]
}

/// How a command of a hook ended.
public enum HookOutcome: Sendable, Hashable {
  case exited(Int32)
  case killed(signal: Int32)
  case timedOut
  /// It could not be started at all, and why.
  case notStarted(String)
  /// Ctrl-C reached us while it ran.
  case interrupted
}

/// A command that did not end well.
public struct HookFailure: Sendable, Hashable, CustomStringConvertible {
  public var command: HookCommand
  public var outcome: HookOutcome

  public var description: String {
    let program = command.arguments.first ?? ""
    let reason =
      switch outcome {
      case .exited(let status): "ended with exit status \(status)"
      case .killed(let signal): "was killed by signal \(signal)"
      case .timedOut: "took too long and was killed"
      case .notStarted(let reason): "could not be started: \(reason)"
      case .interrupted: "was interrupted"
      }
    return "hook \(command.phase.rawValue): \(program) \(reason)"
  }
}
