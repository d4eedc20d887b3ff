/// What a directory entry is.
public enum NodeKind: UInt8, Sendable, Hashable, CaseIterable {
  case file, directory, symlink, blockDevice, characterDevice, fifo, socket, irregular
  /// A word that this program does not know: listed and kept, never restored.
  case unknown

  /// restic's word for it in a tree.
  public var name: String {
    switch self {
    case .file: "file"
    case .directory: "dir"
    case .symlink: "symlink"
    case .blockDevice: "dev"
    case .characterDevice: "chardev"
    case .fifo: "fifo"
    case .socket: "socket"
    case .irregular: "irregular"
    case .unknown: ""
    }
  }
}
