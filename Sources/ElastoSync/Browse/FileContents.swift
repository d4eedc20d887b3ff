public import ResticRepository

/// Reads files out of a repository in order, a few chunks ahead of who takes them.
public struct FileContents: Sendable {
  private static let chunksAhead = 4

  private let repository: Repository

  public init(_ repository: Repository) { self.repository = repository }

  /// Hands a file's chunks over one by one, each proven to have the hash that names it.
  public func read(_ entry: BrowsedEntry, _ take: ([UInt8]) throws -> Void) async throws {
    guard let ids = entry.node.content else {
      throw RunError(
        .usage, "it is a \(entry.node.kind.name) and has no content; name a file", location: entry.path.displayed)
    }
    let repository = repository
    var running: [Task<[UInt8], any Error>] = []
    defer { for task in running { task.cancel() } }
    var rest = ids[...]
    while true {
      while running.count < Self.chunksAhead, let id = rest.popFirst() {
        running.append(Task { try await repository.loadBlob(.data, id) })
      }
      guard !running.isEmpty else { return }
      try Task.checkCancellation()
      try take(try await running.removeFirst().value)
    }
  }
}
