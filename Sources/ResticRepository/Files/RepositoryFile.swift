import Cryptography

/// The kinds of files in a repository, and where each lies.
///
///     config
///     data/ab/abcd…   packs, in a folder named after the first two digits
///     index/…  keys/…  locks/…  snapshots/…
///
/// A file's name is the SHA-256 of its bytes, but for `config`.
package enum RepositoryFile: Sendable, Hashable {
  case pack, index, key, lock, snapshot

  package static let configPath = "config"

  /// The part of every path of this kind, to list them with.
  package var prefix: String {
    switch self {
    case .pack: "data/"
    case .index: "index/"
    case .key: "keys/"
    case .lock: "locks/"
    case .snapshot: "snapshots/"
    }
  }

  /// The word for one such file in messages.
  package var word: String {
    switch self {
    case .pack: "pack"
    case .index: "index"
    case .key: "key"
    case .lock: "lock"
    case .snapshot: "snapshot"
    }
  }

  package func path(_ id: StorageID) -> String {
    let name = id.hex
    return self == .pack ? "data/\(name.prefix(2))/\(name)" : prefix + name
  }

  /// The id of the file at `path`; `nil` where a file of this kind cannot lie, such as a temporary one.
  package func id(ofPath path: String) -> StorageID? {
    guard path.hasPrefix(prefix), let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    guard let id = StorageID(hex: path[path.utf8.index(after: slash)...]), self.path(id) == path else { return nil }
    return id
  }
}
