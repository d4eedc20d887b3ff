import ElastoSync
import Glibc
import Providers
import Synchronization

/// Lets somebody at a terminal type lines: editing, history and completion are libedit's.
///
/// libedit blocks, and calls back on the thread it is called on: all of it happens on one thread of the editor's own.
final class LineEditor: Sendable {
  enum Line: Sendable, Equatable {
    case text(String)
    /// Ctrl-D, or nobody is there any more.
    case end
  }

  private let thread = BlockingThreads(name: "elasto-editor", limit: 1)
  private let desk: EditingDesk
  private let wakes: WakePipe

  /// `nil` where there is no terminal that can be edited on.
  ///
  /// - Parameters:
  ///   - history: oldest first.
  ///   - complete: given the line up to the cursor; called on the editor's thread, and may block.
  init?(
    history: [String], complete: @escaping @Sendable (String) -> ShellCompletion.Answer
  ) async {
    guard let wakes = WakePipe() else { return nil }
    self.wakes = wakes
    desk = EditingDesk(wakes, complete)
    guard await thread.run({ [desk] in desk.open(history: history) }) else { return nil }
    wakes.postOnSignals()
  }

  /// Shows the prompt and waits for a line that nobody drops with Ctrl-C. The terminal is as it was before on return, however it ends.
  func readLine(prompt: String) async -> Line {
    await withTaskCancellationHandler {
      await thread.run { [desk] in desk.read(prompt: prompt) }
    } onCancel: {
      wakes.post(.leave)
    }
  }

  /// Drops the line that is being typed, as Ctrl-C does.
  func interrupt() { wakes.post(.interrupt) }

  func remember(_ line: String) async { await thread.run { [desk] in desk.remember(line) } }

  func close() async { await thread.run { [desk] in desk.close() } }
}
