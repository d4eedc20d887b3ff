import ElastoSync
import Synchronization

/// Says what becomes of files: failures at once, the others where they are asked for.
final class RemoteReporter: RemoteObserver {
  private let session: Session
  private let isDryRun: Bool
  private let tally = Mutex(ProgressSample(files: 0, bytes: 0, expectedFiles: 0, expectedBytes: 0))

  init(_ session: Session, isDryRun: Bool) {
    self.session = session
    self.isDryRun = isDryRun
  }

  var sample: ProgressSample { tally.withLock { $0 } }

  /// What is done of what was found so far, as a sentence.
  var left: String {
    let now = sample
    return "\(QuantityText.count(now.files)) of \(QuantityText.count(now.expectedFiles, "file")) and "
      + "\(QuantityText.bytes(now.bytes)) of \(QuantityText.bytes(now.expectedBytes)) are done."
  }

  func found(files: Int, bytes: Int64) {
    tally.withLock { tally in
      tally.expectedFiles += files
      tally.expectedBytes += bytes
    }
  }

  func moved(bytes: Int64) { tally.withLock { $0.bytes += bytes } }

  func finished(_ item: RemoteItem) {
    tally.withLock { $0.files += 1 }
    if case .failed(let error) = item.result { return fail(item, error) }
    if isDryRun, !session.isJSON {
      if case .planned = item.result { session.print(Self.text(item)) }
    } else {
      session.say(.info, Self.text(item))
    }
    guard session.isJSON, isDryRun || session.options.effectiveLogLevel >= .info else { return }
    session.emit("remote_item") { object in
      object.add("action", item.action.rawValue)
      object.add("result", Self.word(item.result))
      object.add("source", item.source.description)
      object.add("destination", ifPresent: item.destination?.description)
      object.add("size", item.size)
      if item.resumed > 0 { object.add("resumed_bytes", item.resumed) }
    }
  }

  private func fail(_ item: RemoteItem, _ error: any Error) {
    let reason = ErrorChain.text(of: error)
    session.say(.error, "\(item.source.displayed): \(reason)")
    session.emit("file_problem") { object in
      object.add("path", item.source.description)
      object.add("reason", reason)
    }
  }

  private static func text(_ item: RemoteItem) -> String {
    let verb =
      switch (item.action, item.result) {
      case (_, .unchanged): "unchanged"
      case (.upload, _): "put"
      case (.download, _): "get"
      case (.copy, _): "copy"
      case (.delete, _): "remove"
      }
    let target = item.destination.map { " -> \($0.displayed)" } ?? ""
    return "\(verb) \(item.source.displayed)\(target)"
  }

  private static func word(_ result: RemoteItem.Result) -> String {
    switch result {
    case .done: "done"
    case .unchanged: "unchanged"
    case .planned: "planned"
    case .failed: "failed"
    }
  }
}
