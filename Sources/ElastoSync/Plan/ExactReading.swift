import ResticRepository

/// Reads new and changed files while planning, so that the plan knows their chunks and what of them is new.
///
/// Nothing is stored. A target whose repository is yet to be created has no chunker, and stays unread.
struct ExactReading {
  /// For each target of the section its lane in the tools; `nil` for one without a repository.
  let lanes: [Int?]
  let files: FileSaver

  init(_ sessions: [TargetSession?], log: ProblemLog, progress: RunProgress) {
    var next = 0
    lanes = sessions.map { session in
      guard session != nil else { return nil }
      defer { next += 1 }
      return next
    }
    let saver = ContentSaver(queue: TaskQueue(), buffers: BufferPool(count: 0))
    files = FileSaver(
      saver: saver, log: log, progress: progress, isPlanFresh: false, changedFiles: nil, refused: Refusal())
  }

  /// The entry with its chunks, or `nil` where it cannot be read, which is logged.
  ///
  /// A file that was thought to have changed and has the same chunks differs in metadata only.
  func read(
    _ entry: EntryOperation, priors: [Node?], in directory: OpenDirectory, tools: ExecutorTools
  ) -> EntryOperation? {
    var reduced = entry
    reduced.targets = zip(lanes, entry.targets).compactMap { lane, target in lane == nil ? nil : target }
    guard case .stored(let node, let contents) = files.save(reduced, in: directory, tools: tools) else { return nil }
    var planned = entry
    planned.node = node
    for (index, lane) in lanes.enumerated() {
      guard let lane, let content = contents[lane] else { continue }
      if entry.targets[index].change == .changed, priors[index]?.content == content {
        planned.targets[index].change = .metadataOnly
      }
      planned.targets[index].content = content
    }
    return planned
  }
}
