import ResticRepository

/// What is written when the walk of a directory, and of all below it, has ended.
extension SectionPlanner {
  /// The walk of a directory is done: it is written when its children are, and then perhaps its parent.
  ///
  /// What every target has as it is goes to the parent, which may be so too and then stands for all below it.
  func end(_ place: PlannedDirectory, dropped: Bool = false, tools: PlannerTools) throws {
    var current = dropped ? place.parent : place
    var droppedEntry = dropped ? place.indexInParent : nil
    var differs = false
    var unchanged: UnchangedDirectory?
    while let directory = current,
      let ended = directory.end(dropped: droppedEntry, differs: differs, unchanged: unchanged)
    {
      droppedEntry = nil
      differs = ended.differs
      unchanged = ended.differs ? nil : unchangedDirectory(directory, ended)
      if let unchanged, directory.parent == nil {
        try write(.unchanged(unchanged), tools: tools)
      } else if unchanged == nil {
        for child in ended.unchanged { try write(.unchanged(child), tools: tools) }
        try write(.directory(operation(of: directory, ended, tools: tools)), tools: tools)
      }
      current = directory.parent
    }
  }

  private func unchangedDirectory(_ place: PlannedDirectory, _ ended: PlannedDirectory.Ended) -> UnchangedDirectory? {
    let trees = place.priorTrees.compactMap { $0 }
    guard trees.count == place.priorTrees.count else { return nil }
    let own =
      switch ended.findings {
      case .described(let operation): operation.entries.count { $0.directory == nil }
      case .matched(let matched): matched.files
      }
    return UnchangedDirectory(
      section: section, number: place.number, trees: trees,
      files: ended.unchanged.reduce(own) { $0 + $1.files }, isRoot: place.parent == nil)
  }

  private func operation(
    of place: PlannedDirectory, _ ended: PlannedDirectory.Ended, tools: PlannerTools
  ) throws -> DirectoryOperation {
    switch ended.findings {
    case .described(var operation):
      for index in ended.dropped.sorted(by: >) { operation.entries.remove(at: index) }
      return operation
    case .matched(let matched):
      return try describe(matched, place, ended, tools: tools)
    }
  }

  private func write(_ operation: Operation, tools: PlannerTools) throws {
    tools.fields.removeAll()
    operation.encode(into: &tools.fields)
    try writer.append(tools.fields.bytes, count: 1)
  }
}
