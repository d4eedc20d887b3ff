public import Cryptography

/// One snapshot, named by a user: `latest`, `latest~2`, the beginning of an id, and perhaps `:/sub/path` behind it.
public struct SnapshotSelector: Sendable, Hashable {
  public enum Reference: Sendable, Hashable {
    /// The newest, or as many before it.
    case latest(back: Int)
    /// The first hexadecimal digits of an id, in lower case.
    case prefix(String)
  }

  public var reference: Reference
  /// Where in the snapshot: `/` or `/sub/path`, without a slash at the end.
  public var path: String

  public init(_ reference: Reference, path: String = "/") {
    self.reference = reference
    self.path = path
  }

  /// Reads what a user typed; `.invalidArgument` when it names no snapshot.
  public init(parsing text: String) throws(RepositoryError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts.first.map(String.init) ?? ""
    path = try Self.path(parts.count > 1 ? String(parts[1]) : "/", in: text)
    if name == "latest" {
      reference = .latest(back: 0)
    } else if name.hasPrefix("latest~"), let back = Int(name.dropFirst(7)), back >= 0 {
      reference = .latest(back: back)
    } else if !name.isEmpty, name.utf8.count <= 64, name.utf8.allSatisfy({ JSONScanner.hexValue($0) != nil }) {
      reference = .prefix(name.lowercased())
    } else {
      throw RepositoryError(
        .invalidArgument,
        "\"\(text)\" names no snapshot; give latest, latest~2 or the beginning of an id, and :/sub/path for a part",
        location: "")
    }
  }

  private static func path(_ text: String, in whole: String) throws(RepositoryError) -> String {
    let names = text.split(separator: "/").filter { $0 != "." }
    guard text.isEmpty || text.hasPrefix("/"), !names.contains("..") else {
      throw RepositoryError(
        .invalidArgument, "\"\(whole)\": the part behind the colon must begin with / and hold no ..", location: "")
    }
    return "/" + names.joined(separator: "/")
  }

  /// Picks from all snapshots of a repository.
  ///
  /// `filter` narrows what `latest` may be; an id needs no help. `latest` of several sources is never a guess:
  /// `.ambiguous` lists them. `.missing` when there is none.
  public func select(
    from all: [(id: StorageID, snapshot: Snapshot)], filter: SnapshotFilter = SnapshotFilter()
  ) throws(RepositoryError) -> (id: StorageID, snapshot: Snapshot) {
    switch reference {
    case .prefix(let prefix):
      let matches = all.filter { $0.id.hex.hasPrefix(prefix) }
      if matches.count == 1, let match = matches.first { return match }
      guard matches.isEmpty else {
        let ids = matches.map(\.id.hex).sorted().joined(separator: ", ")
        throw RepositoryError(.ambiguous, "\(prefix) is the beginning of several snapshots: \(ids)", location: "")
      }
      throw RepositoryError(
        .missing, "there is no snapshot \(prefix); \"snapshots\" lists those there are", location: "")
    case .latest(let back):
      return try latest(back: back, of: all.filter { filter.matches($0.snapshot) })
    }
  }

  private func latest(
    back: Int, of candidates: [(id: StorageID, snapshot: Snapshot)]
  ) throws(RepositoryError) -> (id: StorageID, snapshot: Snapshot) {
    let groups = Dictionary(grouping: candidates) { SnapshotSeries($0.snapshot) }
    guard groups.count <= 1 else {
      let list = groups.map { "\($0.key) (\($0.value.count))" }.sorted().joined(separator: "; ")
      throw RepositoryError(
        .ambiguous, "\"latest\" could be any of \(list); choose with --host, --job, --source, --tag or --path",
        location: "")
    }
    let newestFirst = candidates.sorted {
      $0.snapshot.time.isSameInstant(as: $1.snapshot.time)
        ? $1.id < $0.id : $1.snapshot.time.precedes($0.snapshot.time)
    }
    guard back < newestFirst.count else {
      throw RepositoryError(
        .missing,
        newestFirst.isEmpty
          ? "no snapshot matches; \"snapshots\" lists those there are"
          : "there are only \(newestFirst.count) such snapshots, latest~\(back) is not among them",
        location: "")
    }
    return newestFirst[back]
  }
}
