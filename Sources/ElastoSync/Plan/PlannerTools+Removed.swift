import Providers
import ResticRepository

extension PlannerTools {
  /// The files in and below something that a snapshot has and the source has not. An empty folder counts as one, so that
  /// its going is noticed.
  func removedFiles(_ node: Node, target: Int) throws -> FileTally {
    var tally = FileTally()
    var folders = [node.subtree].compactMap { $0 }
    if node.kind != .directory { tally.count(Int64(clamping: node.size)) }
    while let folder = folders.popLast() {
      for child in try priorTree(folder, target: target).nodes {
        if let subtree = child.subtree {
          folders.append(subtree)
        } else {
          tally.count(Int64(clamping: child.size))
        }
      }
    }
    if tally.files == 0 { tally.count(0) }
    return tally
  }
}
