/// A node as `TreeReader` finds it: numbers and times are read, the rest is a place in the tree's bytes.
public struct TreeEntry {
  public private(set) var kind = NodeKind.unknown
  public private(set) var mode = FileMode(rawValue: 0)
  public private(set) var mtime = GoTime.epoch
  public private(set) var atime = GoTime.epoch
  public private(set) var ctime = GoTime.epoch
  public private(set) var uid: UInt32 = 0
  public private(set) var gid: UInt32 = 0
  public private(set) var inode: UInt64 = 0
  public private(set) var deviceID: UInt64 = 0
  public private(set) var size: UInt64 = 0
  public private(set) var links: UInt64 = 0
  public private(set) var device: UInt64 = 0
  public private(set) var subtree: StorageID?

  private(set) var nameToken = JSONScanner.Token.empty
  private var user = JSONScanner.Token.empty
  private var group = JSONScanner.Token.empty
  private var linkTarget = JSONScanner.Token.empty
  private var error = JSONScanner.Token.empty
  /// Where a value begins; 0 where there is none.
  private var rawLinkTarget = 0
  private var extendedAttributes = 0
  private var genericAttributes = 0..<0
  private var contentStart = 0

  private enum Member: Int, CaseIterable {
    case name, type, mode, mtime, atime, ctime, uid, gid, user, group, inode, deviceID, size, links, linkTarget
    case rawLinkTarget, extendedAttributes, genericAttributes, device, content, subtree, error

    @inline(__always)
    var key: StaticString {
      switch self {
      case .name: "name"
      case .type: "type"
      case .mode: "mode"
      case .mtime: "mtime"
      case .atime: "atime"
      case .ctime: "ctime"
      case .uid: "uid"
      case .gid: "gid"
      case .user: "user"
      case .group: "group"
      case .inode: "inode"
      case .deviceID: "device_id"
      case .size: "size"
      case .links: "links"
      case .linkTarget: "linktarget"
      case .rawLinkTarget: "linktarget_raw"
      case .extendedAttributes: "extended_attributes"
      case .genericAttributes: "generic_attributes"
      case .device: "device"
      case .content: "content"
      case .subtree: "subtree"
      case .error: "error"
      }
    }

    /// The member of that key. Members mostly come in order, so the search begins behind the last one found.
    static func find(_ key: JSONScanner.Token, in scanner: JSONScanner, after last: inout Int) -> Member? {
      let count = allCases.count
      for step in 0..<count {
        let index = (last + step) % count
        guard let member = Member(rawValue: index), scanner.cursor.equals(key.range, member.key) else { continue }
        last = index + 1
        return member
      }
      return nil
    }
  }

  init(scanning scanner: inout JSONScanner) throws(JSONFault) {
    try scanner.expect(UInt8(ascii: "{"))
    var isFirst = true
    var last = 0
    while let key = try scanner.nextKey(isFirst: &isFirst) {
      guard let member = Member.find(key, in: scanner, after: &last) else {
        try scanner.skipValue()
        continue
      }
      try read(member, from: &scanner)
    }
  }

  private mutating func read(_ member: Member, from scanner: inout JSONScanner) throws(JSONFault) {
    if member == .content || member == .genericAttributes || member == .extendedAttributes {
      let place = try scanner.skipValue()
      switch member {
      case .content: contentStart = place.lowerBound
      case .extendedAttributes: extendedAttributes = place.lowerBound
      default: genericAttributes = place
      }
      return
    }
    // As in Go, null leaves a member as it is.
    if scanner.takeNull() { return }
    switch member {
    case .name: nameToken = try scanner.string()
    case .type: kind = try Self.kind(&scanner)
    case .mode: mode = FileMode(rawValue: UInt32(truncatingIfNeeded: try scanner.unsigned(upTo: UInt64(UInt32.max))))
    case .mtime: mtime = try scanner.time()
    case .atime: atime = try scanner.time()
    case .ctime: ctime = try scanner.time()
    case .uid: uid = UInt32(truncatingIfNeeded: try scanner.unsigned(upTo: UInt64(UInt32.max)))
    case .gid: gid = UInt32(truncatingIfNeeded: try scanner.unsigned(upTo: UInt64(UInt32.max)))
    case .user: user = try scanner.string()
    case .group: group = try scanner.string()
    case .inode: inode = try scanner.unsigned()
    case .deviceID: deviceID = try scanner.unsigned()
    case .size: size = try scanner.unsigned()
    case .links: links = try scanner.unsigned()
    case .linkTarget: linkTarget = try scanner.string()
    case .rawLinkTarget: rawLinkTarget = try scanner.skipValue().lowerBound
    case .device: device = try scanner.unsigned()
    case .subtree: subtree = try scanner.id()
    case .error: error = try scanner.string()
    case .content, .extendedAttributes, .genericAttributes: break
    }
  }

  private static func kind(_ scanner: inout JSONScanner) throws(JSONFault) -> NodeKind {
    let range = try scanner.string().range
    let cursor = scanner.cursor
    if cursor.equals(range, "file") { return .file }
    if cursor.equals(range, "dir") { return .directory }
    if cursor.equals(range, "symlink") { return .symlink }
    if cursor.equals(range, "dev") { return .blockDevice }
    if cursor.equals(range, "chardev") { return .characterDevice }
    if cursor.equals(range, "fifo") { return .fifo }
    if cursor.equals(range, "socket") { return .socket }
    if cursor.equals(range, "irregular") { return .irregular }
    return .unknown
  }

  /// All of the node. `scanner` is the one that found it.
  func node(name: [UInt8], from scanner: JSONScanner) throws(JSONFault) -> Node {
    var node = Node(
      name: name, kind: kind, mode: mode, mtime: mtime, atime: atime, ctime: ctime, uid: uid, gid: gid,
      user: scanner.text(user), group: scanner.text(group), inode: inode, deviceID: deviceID, size: size, links: links,
      device: device, subtree: subtree)
    node.content = try content(from: scanner)
    node.error = scanner.text(error)
    node.genericAttributes = Array(scanner.cursor.bytes(genericAttributes))
    scanner.decode(linkTarget, into: &node.linkTarget)
    var rest = scanner
    if rawLinkTarget > 0 {
      rest.cursor.position = rawLinkTarget
      if let raw = try rest.base64() { node.linkTarget = raw }
    }
    if extendedAttributes > 0 {
      rest.cursor.position = extendedAttributes
      node.extendedAttributes = try Self.attributes(&rest)
    }
    return node
  }

  func content(from scanner: JSONScanner) throws(JSONFault) -> [StorageID]? {
    guard contentStart > 0 else { return nil }
    var rest = scanner
    rest.cursor.position = contentStart
    if rest.takeNull() { return nil }
    try rest.expect(UInt8(ascii: "["))
    var ids: [StorageID] = []
    var isFirst = true
    while try rest.nextElement(isFirst: &isFirst) {
      guard let id = try rest.id() else { throw rest.fault("this is no id") }
      ids.append(id)
    }
    return ids
  }

  private static func attributes(_ scanner: inout JSONScanner) throws(JSONFault) -> [ExtendedAttribute] {
    if scanner.takeNull() { return [] }
    try scanner.expect(UInt8(ascii: "["))
    var attributes: [ExtendedAttribute] = []
    var isFirst = true
    while try scanner.nextElement(isFirst: &isFirst) {
      try scanner.expect(UInt8(ascii: "{"))
      var attribute = ExtendedAttribute(name: [], value: nil)
      var isFirstMember = true
      while let key = try scanner.nextKey(isFirst: &isFirstMember) {
        if scanner.cursor.equals(key.range, "name") {
          let token = try scanner.string()
          attribute.name = []
          scanner.decode(token, into: &attribute.name)
        } else if scanner.cursor.equals(key.range, "value") {
          attribute.value = try scanner.base64()
        } else {
          try scanner.skipValue()
        }
      }
      attributes.append(attribute)
    }
    return attributes
  }
}
