import ElastoSync
import ResticRepository
import Synchronization

/// Says what happens during a restore: failures at once, decisions where they are asked for.
final class RestoreReporter: RestoreProgress {
  private let session: Session
  private let isDryRun: Bool
  private let tally = Mutex(ProgressSample(files: 0, bytes: 0, expectedFiles: 0, expectedBytes: 0))

  init(_ session: Session, isDryRun: Bool) {
    self.session = session
    self.isDryRun = isDryRun
  }

  var sample: ProgressSample { tally.withLock { $0 } }

  func found(files: Int, bytes: Int64) {
    tally.withLock { tally in
      tally.expectedFiles += files
      tally.expectedBytes += bytes
    }
  }

  func restored(files: Int, bytes: Int64) {
    tally.withLock { tally in
      tally.files += files
      tally.bytes += bytes
    }
  }

  /// A dry run lists what would be done; that is what it is for.
  func decided(_ item: RestoreItem) {
    if isDryRun, !session.isJSON {
      if item.action != .unchanged { session.print("\(Self.symbol(item.action)) \(item.path.displayed)") }
    } else {
      session.say(.debug, "\(item.action.rawValue) \(item.path.displayed)")
    }
    guard session.isJSON, isDryRun || session.options.effectiveLogLevel >= .info else { return }
    session.emit("restore_item") { object in
      object.add("action", item.action.rawValue)
      object.add("kind", item.kind.name)
      object.add("path", bytes: item.path.bytes)
      object.add("size", item.size)
    }
  }

  func failed(_ failure: RestoreFailure) {
    session.say(.error, "\(failure)")
    session.emit("file_problem") { object in
      object.add("path", bytes: failure.path.bytes)
      object.add("reason", failure.message)
    }
  }

  private static func symbol(_ action: RestoreItem.Action) -> String {
    switch action {
    case .create: "+"
    case .replace: "~"
    case .unchanged: "="
    case .keep: "!"
    case .delete: "-"
    }
  }
}
