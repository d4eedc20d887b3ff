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
  private var contentIsNull = false

  private enum Member {
    case name, type, mode, mtime, atime, ctime, uid, gid, user, group, inode, deviceID, size, links, linkTarget
    case rawLinkTarget, extendedAttributes, genericAttributes, device, content, subtree, error

    init?(_ key: JSONScanner.Token, in cursor: ByteCursor) {
      guard let (member, spelled) = Self.candidate(length: key.end - key.start, first: cursor.byte(at: key.start)),
        cursor.equals(key.range, spelled)
      else { return nil }
      self = member
    }

    /// The one member whose key has that length and begins with that letter.
    @inline(__always)
    private static func candidate(length: Int, first: UInt8) -> (Member, StaticString)? {
      switch (length, Unicode.Scalar(first)) {
      case (3, "u"): (.uid, "uid")
      case (3, "g"): (.gid, "gid")
      case (4, "n"): (.name, "name")
      case (4, "t"): (.type, "type")
      case (4, "m"): (.mode, "mode")
      case (4, "u"): (.user, "user")
      case (4, "s"): (.size, "size")
      case (5, "m"): (.mtime, "mtime")
      case (5, "a"): (.atime, "atime")
      case (5, "c"): (.ctime, "ctime")
      case (5, "g"): (.group, "group")
      case (5, "i"): (.inode, "inode")
      case (5, "l"): (.links, "links")
      case (5, "e"): (.error, "error")
      case (6, "d"): (.device, "device")
      case (7, "c"): (.content, "content")
      case (7, "s"): (.subtree, "subtree")
      case (9, "d"): (.deviceID, "device_id")
      case (10, "l"): (.linkTarget, "linktarget")
      case (14, "l"): (.rawLinkTarget, "linktarget_raw")
      case (18, "g"): (.genericAttributes, "generic_attributes")
      case (19, "e"): (.extendedAttributes, "extended_attributes")
      default: nil
      }
    }
  }

  init(scanning scanner: inout JSONScanner) throws(JSONFault) {
    try scanner.expect(UInt8(ascii: "{"))
    var isFirst = true
    while let key = try scanner.nextKey(isFirst: &isFirst) {
      guard let member = Member(key, in: scanner.cursor) else {
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
      case .content:
        contentStart = place.lowerBound
        contentIsNull = scanner.cursor.byte(at: place.lowerBound) == UInt8(ascii: "n")
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

  /// Whether there is a list of data blobs, though it may be empty.
  public var hasContent: Bool { contentStart > 0 && !contentIsNull }

  func content(from scanner: JSONScanner) throws(JSONFault) -> [StorageID]? {
    guard hasContent else { return nil }
    var rest = scanner
    rest.cursor.position = contentStart
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
