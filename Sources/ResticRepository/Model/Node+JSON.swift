extension JSONOutput {
  /// One node, its members in the order of restic's structure, empty ones left out where restic leaves them out.
  mutating func append(_ node: borrowing Node) {
    appendOutside(of: node)
    appendAttributes(of: node)
    append(",\"device\":", nonzero: node.device)
    append(content: node.content)
    append(",\"subtree\":", id: node.subtree)
    append(",\"error\":", text: node.error)
    append("}")
  }

  /// A node's members up to those that may be large: what a look at the file tells.
  mutating func appendOutside(of node: borrowing Node) {
    append("{\"name\":")
    appendName(node.name)
    append(",\"type\":\"")
    append(kind: node.kind)
    append("\"")
    append(",\"mode\":", nonzero: UInt64(node.mode.rawValue))
    append(",\"mtime\":")
    append(node.mtime)
    append(",\"atime\":")
    append(node.atime)
    append(",\"ctime\":")
    append(node.ctime)
    append(",\"uid\":")
    append(UInt64(node.uid))
    append(",\"gid\":")
    append(UInt64(node.gid))
    append(",\"user\":", text: node.user)
    append(",\"group\":", text: node.group)
    append(",\"inode\":", nonzero: node.inode)
    append(",\"device_id\":", nonzero: node.deviceID)
    append(",\"size\":", nonzero: node.size)
    append(",\"links\":", nonzero: node.links)
    if !node.linkTarget.isEmpty { append(linkTarget: node.linkTarget) }
  }

  mutating func appendAttributes(of node: borrowing Node) {
    if !node.extendedAttributes.isEmpty { append(node.extendedAttributes) }
    if !node.genericAttributes.isEmpty {
      append(",\"generic_attributes\":")
      append(node.genericAttributes)
    }
  }

  private mutating func append(kind: NodeKind) {
    switch kind {
    case .file: append("file")
    case .directory: append("dir")
    case .symlink: append("symlink")
    case .blockDevice: append("dev")
    case .characterDevice: append("chardev")
    case .fifo: append("fifo")
    case .socket: append("socket")
    case .irregular: append("irregular")
    case .unknown: break
    }
  }

  /// A target that is not UTF-8 goes along whole in `linktarget_raw`, as in restic since 0.17; 0.14 skips that.
  private mutating func append(linkTarget: [UInt8]) {
    append(",\"linktarget\":")
    appendString(linkTarget)
    if !linkTarget.withUnsafeBytes({ UTF8Scalar.isValid($0) }) {
      append(",\"linktarget_raw\":")
      appendBase64(linkTarget)
    }
  }

  private mutating func append(_ attributes: [ExtendedAttribute]) {
    append(",\"extended_attributes\":[")
    for (index, attribute) in attributes.enumerated() {
      append(index == 0 ? "{\"name\":" : ",{\"name\":")
      appendString(attribute.name)
      append(",\"value\":")
      if let value = attribute.value { appendBase64(value) } else { append("null") }
      append("}")
    }
    append("]")
  }

  private mutating func append(content: [StorageID]?) {
    guard let content else { return append(",\"content\":null") }
    append(",\"content\":[")
    for (index, id) in content.enumerated() {
      if index > 0 { append(",") }
      append(id)
    }
    append("]")
  }
}
