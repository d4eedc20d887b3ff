public import ResticRepository

/// An entry of a plan that is not as in the snapshot compared with.
public struct PlannedEntry: Sendable {
  public var job: String
  public var source: String
  public var path: FileSystemPath
  public var kind: NodeKind
  /// Bytes of a file's content.
  public var size: UInt64
  /// Of several targets, as at the one where most is to be done.
  public var change: EntryChange
}

extension PlanFileReader {
  /// Visits every entry that changes, in the plan's order: children before their folder.
  func visitChanges(_ visit: (PlannedEntry) throws -> Void) throws {
    let stream = OperationStream(self)
    while let operation = try stream.next() {
      guard case .directory(let directory) = operation, header.sections.indices.contains(directory.section) else {
        continue
      }
      let section = header.sections[directory.section]
      let folder = FileSystemPath(bytes: directory.path)
      for entry in directory.entries {
        guard let change = entry.targets.map(\.change).max(by: { $0.rawValue < $1.rawValue }), change != .unchanged
        else {
          continue
        }
        try visit(
          PlannedEntry(
            job: section.job, source: section.source, path: folder.appending(entry.node.name), kind: entry.node.kind,
            size: entry.node.size, change: change))
      }
    }
  }
}
