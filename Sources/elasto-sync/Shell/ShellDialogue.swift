import ElastoSync
import Providers
import Synchronization

/// The shell with somebody at a terminal.
struct ShellDialogue {
  /// A slow server does not keep the prompt longer than this.
  private static let patience: Duration = .seconds(3)

  private let shell: Shell
  private let session: Session

  init(_ shell: Shell, _ session: Session) {
    self.shell = shell
    self.session = session
  }

  func run() async throws -> ExitStatus {
    let history = try ShellHistory(folder: session.options.stateFolders().state)
    await shell.setTyped(await load(history))
    guard let editor = await LineEditor(history: await shell.typed, complete: completer) else {
      throw RunError(.failed, "this terminal cannot be edited on; give lines with -c, or through a pipe")
    }
    let turn = Turn(editor)
    session.interrupts.claim { turn.interrupt() }
    session.note("help lists the commands; Tab completes; Ctrl-D leaves")
    while await !shell.isOver, !Task.isCancelled {
      session.console.flush()
      switch await editor.readLine(prompt: await shell.prompt(width: session.console.terminal.width)) {
      case .end: await shell.leave()
      case .text(let line):
        await keep(line, history, editor)
        await carryOut(line, turn)
      }
    }
    await editor.close()
    try Task.checkCancellation()
    return .done
  }

  /// What goes wrong is said, and the shell goes on.
  private func carryOut(_ line: String, _ turn: Turn) async {
    let task = Task { [shell] in try await shell.perform(line) }
    turn.begin(task)
    defer { turn.end() }
    do {
      _ = try await withTaskCancellationHandler {
        try await task.value
      } onCancel: {
        task.cancel()
      }
    } catch {
      session.report(error)
    }
    session.console.showStatus("")
  }

  private var completer: @Sendable (String) -> ShellCompletion.Answer {
    { [shell] line in
      let completion = ShellCompletion(line: line, verbs: ShellVerbs.all)
      if completion.wanted.isEmpty { return completion.answer([]) }
      let names = BlockingThreads.wait { () async -> [String] in
        await TimeLimit.within(Self.patience) { try await shell.names(for: completion) } ?? []
      }
      return completion.answer(names)
    }
  }

  private func load(_ history: ShellHistory) async -> [String] {
    do {
      return try await BlockingThreads.files.run { () throws(RunStateError) in try history.load() }
    } catch {
      session.warn("\(error)")
      return []
    }
  }

  private func keep(_ line: String, _ history: ShellHistory, _ editor: LineEditor) async {
    let last = await shell.typed.last
    guard ShellHistory.isKept(line), line != last else { return }
    await shell.remember(line)
    await editor.remember(line)
    do {
      _ = try await BlockingThreads.files.run { () throws(RunStateError) in try history.add(line, after: last) }
    } catch {
      session.say(.info, "\(error)")
    }
  }
}

extension ShellDialogue {
  /// What Ctrl-C means at the moment.
  final class Turn: Sendable {
    private struct State {
      var task: Task<ExitStatus, any Error>?
      var isInterrupted = false
    }

    private let state = Mutex(State())
    private let editor: LineEditor

    init(_ editor: LineEditor) { self.editor = editor }

    func begin(_ task: Task<ExitStatus, any Error>) { state.withLock { $0 = State(task: task) } }

    func end() { state.withLock { $0 = State() } }

    /// The first ends the line that is carried out; a second one, when that takes too long, the shell.
    func interrupt() -> Bool {
      state.withLock { state in
        guard let task = state.task else {
          editor.interrupt()
          return true
        }
        if state.isInterrupted { return false }
        state.isInterrupted = true
        task.cancel()
        return true
      }
    }
  }
}
