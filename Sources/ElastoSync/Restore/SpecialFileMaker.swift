internal import CElastoSystem
internal import Glibc
import ResticRepository

/// Makes links, devices, fifos and sockets, under another name first where something is to be replaced.
struct SpecialFileMaker {
  let metadata: MetadataWriter

  /// Makes `node` in `directory` with all its metadata; what is in its place is exchanged for it at once.
  ///
  /// `inherits` says that the directory may pass on an ACL. Metadata that cannot be set is told to `failed`.
  func make(
    _ node: Node, in directory: OpenDirectory, replaces: Bool, inherits: Bool, failed: (String, Int32) -> Void
  ) throws(FileSystemError) {
    let name = replaces ? TargetFile.temporaryName(for: node.name) : node.name
    if replaces { _ = name.withName { unlinkat(directory.descriptor, $0, 0) } }
    guard name.withName({ create(node, directory.descriptor, $0) }) == 0 else {
      throw FileSystemError(
        errno: errno, "cannot make the \(Self.word(node.kind))", at: directory.path.path(of: node.name))
    }
    let handle = name.withName { elasto_open_handle(directory.descriptor, $0) }
    guard handle >= 0 else {
      throw FileSystemError(errno: errno, "cannot be opened", at: directory.path.path(of: node.name))
    }
    metadata.apply(node, to: .handle(handle), removingOthers: inherits, failed: failed)
    close(handle)
    guard replaces else { return }
    let renamed = name.withName { from in
      node.name.withName { to in renameat(directory.descriptor, from, directory.descriptor, to) }
    }
    guard renamed == 0 else {
      let number = errno
      _ = name.withName { unlinkat(directory.descriptor, $0, 0) }
      throw FileSystemError(errno: number, "cannot be put in its place", at: directory.path.path(of: node.name))
    }
  }

  /// Without a mode for others until the owner is set.
  private func create(_ node: Node, _ directory: Int32, _ name: UnsafePointer<CChar>) -> Int32 {
    switch node.kind {
    case .symlink: node.linkTarget.withName { symlinkat($0, directory, name) }
    case .fifo: mkfifoat(directory, name, 0o600)
    case .socket: mknodat(directory, name, S_IFSOCK | 0o600, 0)
    case .blockDevice: mknodat(directory, name, S_IFBLK | 0o600, dev_t(node.device))
    case .characterDevice: mknodat(directory, name, S_IFCHR | 0o600, dev_t(node.device))
    case .file, .directory, .irregular, .unknown: -1
    }
  }

  static func word(_ kind: NodeKind) -> String {
    switch kind {
    case .file: "file"
    case .directory: "directory"
    case .symlink: "symbolic link"
    case .fifo: "fifo"
    case .socket: "socket"
    case .blockDevice, .characterDevice: "device"
    case .irregular, .unknown: "file of an unknown kind"
    }
  }
}
