import ElastoSync
import ResticRepository

/// One run of the program: what was asked for, and the ways to answer.
struct Session: Sendable {
  var options: GlobalOptions
  let console: Console
  /// The name of this run.
  let run: String
  let interrupts = Interrupts()
  /// Who is told of SIGHUP, where it is watched.
  let hangups = Interrupts()
  /// What commands on objects share, where one after the other is carried out.
  var sharedRemote: RemoteSession?

  var isJSON: Bool { options.json }

  /// A line that was asked for.
  func print(_ line: String) { console.print(line) }

  /// What somebody at a terminal likes to read and nobody asked for: kept from pipes and files.
  func note(_ line: String) {
    let isSaid = options.effectiveLogLevel >= .info || (console.terminal.isOutput && !options.quiet)
    if isSaid, !isJSON { console.print(line) }
  }

  /// A line to standard error when as much as that is to be said.
  func say(_ level: LogLevel, _ text: @autoclosure () -> String) {
    guard level <= options.effectiveLogLevel else { return }
    let label = level == .error || level == .warning ? "\(level.rawValue): " : ""
    console.tell("elasto-sync: \(label)\(text())")
  }

  /// Something to know that is nobody's failure.
  func warn(_ text: String) {
    say(.warning, text)
    emit("diagnostic") { object in
      object.add("severity", "warning")
      object.add("message", text)
    }
  }

  /// One JSON object in a line of its own, where JSON is wanted.
  func emit(_ type: String, _ fill: (inout JSONObject) -> Void = { _ in }) {
    guard isJSON else { return }
    var object = JSONObject()
    object.add("type", type)
    object.add("time", GoTime.now().rfc3339)
    object.add("run", run)
    object.add("schema", 1)
    fill(&object)
    var text = JSONText()
    object.write(to: &text)
    text.append("\n")
    console.write(text.bytes)
  }

  /// Says what went wrong, with what is under it.
  func report(_ error: any Error) {
    let status = ExitStatus(error)
    let text = ErrorChain.text(of: error)
    say(.error, text)
    let causes = ErrorChain.causes(of: error)
    for cause in causes { say(.info, "  because \(cause)") }
    emit("diagnostic") { object in
      object.add("severity", "error")
      object.add("message", text)
      object.add("causes", causes)
      object.add("exit", Int(status.rawValue))
    }
  }
}
