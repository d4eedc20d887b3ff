/// What snapshots that follow each other have in common: an identity, or where there is none, host and paths as with
/// restic.
public enum SnapshotSeries: Sendable, Hashable, CustomStringConvertible {
  case identity(SnapshotIdentity)
  case place(host: String, paths: [String])

  public init(_ snapshot: Snapshot) {
    self = snapshot.identity.map { .identity($0) } ?? .place(host: snapshot.hostname, paths: snapshot.paths.sorted())
  }

  public var description: String {
    switch self {
    case .identity(let identity): "\(identity)"
    case .place(let host, let paths): "host \(host), \(paths.joined(separator: " "))"
    }
  }
}
