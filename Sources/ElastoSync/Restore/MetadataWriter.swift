import ResticRepository

/// Gives a restored file the metadata of its node: owner, attributes, mode, times, in the order in which none undoes
/// another. One per thread.
///
/// A failure of one does not keep the others from being set.
final class MetadataWriter {
  /// What is written to: a descriptor that is open for reading or writing, or a handle (`O_PATH`) on anything.
  enum File {
    case descriptor(Int32)
    case handle(Int32)
  }

  /// Without privileges, owners cannot be set, and that they are not is no failure.
  let isPrivileged: Bool
  let listBuffer: UnsafeMutableRawBufferPointer
  /// Files that did not get their owner because this is not root.
  var ownersNotSet = 0

  init(isPrivileged: Bool) {
    self.isPrivileged = isPrivileged
    listBuffer = .allocate(byteCount: MetadataReader.largestRoom, alignment: 16)
  }

  deinit { listBuffer.deallocate() }

  /// Sets all of it.
  ///
  /// - Parameter removingOthers: removes attributes that the node does not have: for what existed before, and for what
  ///   was made in a directory whose default ACL it may have inherited.
  func apply(_ node: Node, to file: File, removingOthers: Bool, failed: (String, Int32) -> Void) {
    let hasOwner = setOwner(of: file, node, failed)
    if removingOthers { removeAttributes(of: file, besides: node.extendedAttributes, failed) }
    for attribute in node.extendedAttributes {
      guard let value = attribute.value else { continue }
      if let number = set(attribute.name, to: value, of: file) {
        failed("cannot set the attribute \(FileSystemPath(bytes: attribute.name).displayed)", number)
      }
    }
    if node.kind != .symlink {
      // With another owner than meant, a file must not run with that owner's rights.
      let mode = hasOwner ? node.mode.permissions : node.mode.permissions & ~0o6000
      if let number = setMode(of: file, to: mode) { failed("cannot set the mode", number) }
    }
    if let number = setTimes(of: file, node) { failed("cannot set the times", number) }
  }

  private func setOwner(of file: File, _ node: Node, _ failed: (String, Int32) -> Void) -> Bool {
    guard let number = setOwner(of: file, user: node.uid, group: node.gid) else { return true }
    if !isPrivileged, Self.isNotPermitted(number) {
      ownersNotSet += 1
    } else {
      failed("cannot set the owner \(node.uid):\(node.gid)", number)
    }
    return false
  }

  private func removeAttributes(
    of file: File, besides kept: [ExtendedAttribute], _ failed: (String, Int32) -> Void
  ) {
    for name in attributeNames(of: file) where !kept.contains(where: { $0.name == name }) {
      // A security module's own label comes back by itself and is not ours to remove.
      if let number = remove(name, of: file), !name.starts(with: "security.".utf8) {
        failed("cannot remove the attribute \(FileSystemPath(bytes: name).displayed)", number)
      }
    }
  }
}
