import ResticRepository

/// A node's metadata in a plan's frame; its content and subtree are the operation's business.
extension Node {
  func encode(into fields: inout FieldEncoder) {
    fields.append(string: name)
    fields.append(byte: kind.rawValue)
    fields.append(UInt64(mode.rawValue))
    for time in [mtime, atime, ctime] {
      fields.append(signed: time.seconds)
      fields.append(signed: Int64(time.nanoseconds))
      fields.append(signed: Int64(time.offset))
    }
    fields.append(UInt64(uid))
    fields.append(UInt64(gid))
    fields.append(text: user)
    fields.append(text: group)
    fields.append(inode)
    fields.append(deviceID)
    fields.append(size)
    fields.append(links)
    fields.append(string: linkTarget)
    fields.append(device)
    fields.append(count: extendedAttributes.count)
    for attribute in extendedAttributes {
      fields.append(string: attribute.name)
      fields.append(byte: attribute.value == nil ? 0 : 1)
      fields.append(string: attribute.value ?? [])
    }
  }

  init(decoding fields: inout FieldDecoder) throws(FieldDecoder.Malformed) {
    let name = try fields.string()
    guard Node.isAllowed(name: name), let kind = NodeKind(rawValue: try fields.byte()) else {
      throw FieldDecoder.Malformed(offset: fields.offset)
    }
    self.init(name: name, kind: kind)
    mode = FileMode(rawValue: try fields.small())
    mtime = try fields.time()
    atime = try fields.time()
    ctime = try fields.time()
    uid = try fields.small()
    gid = try fields.small()
    user = try fields.text()
    group = try fields.text()
    inode = try fields.number()
    deviceID = try fields.number()
    size = try fields.number()
    links = try fields.number()
    linkTarget = try fields.string()
    device = try fields.number()
    for _ in 0..<(try fields.count(ofSize: 3)) {
      let name = try fields.string()
      let hasValue = try fields.byte() != 0
      let value = try fields.string()
      extendedAttributes.append(ExtendedAttribute(name: name, value: hasValue ? value : nil))
    }
  }

  /// One component of a path, and not a way out of the folder.
  private static func isAllowed(name: [UInt8]) -> Bool {
    !name.isEmpty && name != [UInt8(ascii: ".")] && name != [UInt8(ascii: "."), UInt8(ascii: ".")]
      && !name.contains(UInt8(ascii: "/")) && !name.contains(0)
  }
}

extension FieldDecoder {
  /// A number of 32 bits.
  fileprivate mutating func small() throws(Malformed) -> UInt32 {
    guard let value = UInt32(exactly: try number()) else { throw Malformed(offset: offset) }
    return value
  }

  fileprivate mutating func time() throws(Malformed) -> GoTime {
    let seconds = try signed()
    guard let nanoseconds = Int32(exactly: try signed()), let zone = Int32(exactly: try signed()),
      (0..<1_000_000_000).contains(nanoseconds)
    else { throw Malformed(offset: offset) }
    return GoTime(seconds: seconds, nanoseconds: nanoseconds, offset: zone)
  }
}
