/// Opens directories of the destination, each step by its name in the one above and through no link. For one thread.
final class TargetOpener {
  /// Directories kept open: files of one folder mostly come one after the other.
  private static let capacity = 48

  private let destination: OpenDirectory
  /// Each with its target: an identifier says nothing of an object that is gone, and may be another one's by then.
  private var open: [ObjectIdentifier: (target: TargetDirectory, directory: OpenDirectory)] = [:]
  private var lastTarget: TargetDirectory?
  private var last: OpenDirectory?

  init(destination: OpenDirectory) { self.destination = destination }

  /// The open directory; errors name a path relative to the destination.
  func directory(_ target: TargetDirectory) throws(FileSystemError) -> OpenDirectory {
    if let lastTarget, let last, lastTarget === target { return last }
    var missing: [TargetDirectory] = []
    var step = target
    var found = destination
    while let parent = step.parent {
      if let known = open[ObjectIdentifier(step)] {
        found = known.directory
        break
      }
      missing.append(step)
      step = parent
    }
    for step in missing.reversed() {
      found = try found.directory(step.name)
      if open.count >= Self.capacity { open.removeAll(keepingCapacity: true) }
      open[ObjectIdentifier(step)] = (step, found)
    }
    lastTarget = target
    last = found
    return found
  }
}
