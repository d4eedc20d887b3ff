import ArgumentParser
import ElastoSync
import Glibc
import ResticRepository
import Synchronization

/// Brings a command line to its end: parses it, runs its command until it is done or interrupted, and says how it went.
struct Launcher {
  let console: Console

  func run(_ arguments: [String]) async -> ExitStatus {
    let root: any ParsableCommand.Type = ObjectRoot.isMeant(by: arguments) ? ObjectRoot.self : ElastoSyncCommand.self
    do {
      var parsed = try root.parseAsRoot(arguments)
      guard let command = parsed as? any SessionCommand else {
        try parsed.run()
        return .done
      }
      return await run(command)
    } catch {
      return reject(error, by: root)
    }
  }

  private func run(_ command: any SessionCommand) async -> ExitStatus {
    var console = console
    let options = command.global.all
    if options.noColor { console = Console(terminal: console.terminal.withoutColour) }
    let session = Session(options: options, console: console, run: RunName.make(at: .now()))
    let task = Task { try await command.run(in: session) }
    let wasInterrupted = Interruption()
    SignalWatcher.start { signal in
      if signal == SIGHUP {
        _ = session.hangups.offer()
        return false
      }
      if signal == SIGINT, session.interrupts.offer() { return false }
      wasInterrupted.note()
      task.cancel()
      return true
    }
    console.whenOutputFails { task.cancel() }
    let result = await task.result
    console.showStatus("")
    console.flush()
    return conclude(result, session, wasInterrupted: wasInterrupted.isNoted)
  }

  private func conclude(
    _ result: Result<ExitStatus, any Error>, _ session: Session, wasInterrupted: Bool
  ) -> ExitStatus {
    let console = session.console
    if let code = console.failure {
      console.tell("elasto-sync: error: standard output cannot be written: \(String(cString: strerror(code)))")
      return .failed
    }
    switch result {
    case .success(let status):
      return console.isClosed ? .interrupted : status
    case .failure(let error):
      if console.isClosed { return .interrupted }
      if wasInterrupted || error is CancellationError {
        // Some commands know what is left.
        session.report((error as? RunError)?.code == .interrupted ? error : CancellationError())
        console.flush()
        return .interrupted
      }
      session.report(error)
      console.flush()
      return ExitStatus(error)
    }
  }

  /// Help goes to standard output, a fault in the command line to standard error.
  private func reject(_ error: any Error, by root: any ParsableCommand.Type) -> ExitStatus {
    let code = root.exitCode(for: error)
    let message = root.fullMessage(for: error)
    guard code == .success else {
      console.tell(message)
      return code == .validationFailure ? .usage : .failed
    }
    console.print(message)
    console.flush()
    return .done
  }
}

/// Remembers that a signal came.
private final class Interruption: Sendable {
  private let flag = Atomic<Bool>(false)

  var isNoted: Bool { flag.load(ordering: .acquiring) }

  func note() { flag.store(true, ordering: .releasing) }
}
