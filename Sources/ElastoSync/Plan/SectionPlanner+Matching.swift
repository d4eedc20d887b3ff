import ResticRepository
import Synchronization

/// Directories in which nothing has changed: most of nearly every backup. They are compared as bytes with what is stored,
/// and neither parsed nor described.
extension SectionPlanner {
  /// Takes a directory that is byte for byte as every target has it; false leaves it to be described.
  func match(
    _ entries: [SelectedEntry], of place: PlannedDirectory, in directory: OpenDirectory, tools: PlannerTools
  ) throws -> Bool {
    guard skipsUnchanged, exact == nil, !rules.readsAll, place.priorTrees.allSatisfy({ $0 != nil }),
      let nodes = nodes(of: entries, in: directory, tools: tools),
      let subtrees = try tools.match(nodes, with: place.priorTrees)
    else { return false }
    var matched = MatchedDirectory(directory: directory, entries: entries, numbers: [])
    var children: [PlannedDirectory] = []
    for (index, selected) in entries.enumerated() where nodes[index].kind == .directory {
      let number = lastNumber.add(1, ordering: .relaxed).newValue
      children.append(
        PlannedDirectory(
          number: number, name: selected.entry.name, parent: place, indexInParent: index, place: selected.place,
          priorTrees: subtrees.map { $0[matched.numbers.count] }))
      matched.numbers.append(number)
    }
    count(nodes, files: matched.files, targets: place.priorTrees.count)
    place.expect(children.count, before: .matched(matched), differs: false)
    stack.push(children)
    try end(place, tools: tools)
    return true
  }

  /// `nil` where something cannot be read: that is looked at with more care, and logged, by whoever describes it.
  private func nodes(of entries: [SelectedEntry], in directory: OpenDirectory, tools: PlannerTools) -> [Node]? {
    var nodes: [Node] = []
    nodes.reserveCapacity(entries.count)
    for selected in entries {
      guard let node = try? tools.nodes.nodeWithoutFileAttributes(for: selected.entry, in: directory) else {
        return nil
      }
      nodes.append(node)
    }
    return tools.nodes.takeProblems().isEmpty ? nodes : nil
  }

  private func count(_ nodes: [Node], files: Int, targets: Int) {
    var changes = ChangeCounts()
    for node in nodes {
      if node.kind == .directory {
        changes.directories += 1
      } else {
        changes.count(.unchanged, size: Int64(clamping: node.size))
      }
    }
    progress.expect(files: files, bytes: 0)
    add(Findings(changes: Array(repeating: changes, count: targets), entries: files))
  }

  /// Describes after all a directory that was matched, because something below it differs.
  func describe(
    _ matched: MatchedDirectory, _ place: PlannedDirectory, _ ended: PlannedDirectory.Ended, tools: PlannerTools
  ) throws -> DirectoryOperation {
    let directory = matched.directory
    let priors = try tools.priorTrees(place.priorTrees)
    var operation = DirectoryOperation(
      section: section, number: place.number, path: directory.path.path.bytes, entries: [],
      removed: Array(repeating: FileTally(), count: priors.count), isRoot: place.parent == nil)
    var numbers = matched.numbers[...]
    for (index, selected) in matched.entries.enumerated() {
      guard var planned = describe(selected.entry, in: directory, priors: priors, tools: tools) else { continue }
      if planned.node.kind == .directory { planned.directory = numbers.popFirst() }
      if !ended.dropped.contains(index) { operation.entries.append(planned) }
    }
    return operation
  }
}
