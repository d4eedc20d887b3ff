import Cryptography

extension Snapshot {
  /// Reads what a snapshot file holds; `.damaged` when it is none. Members that are not known here are kept.
  public init(decoding bytes: [UInt8]) throws(RepositoryError) {
    do {
      self = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONFault) in
        var scanner = JSONScanner(UnsafeRawBufferPointer(buffer))
        return try Snapshot(scanning: &scanner)
      }
    } catch {
      throw error.error("a snapshot")
    }
  }

  /// The JSON that restic writes for this snapshot.
  public func encoded() -> [UInt8] {
    var output = JSONOutput(capacity: 1024)
    output.append("{\"time\":")
    output.append(time)
    output.append(",\"parent\":", id: parent)
    output.append(",\"tree\":", id: tree)
    output.append(",\"paths\":", texts: paths)
    output.append(",\"hostname\":", text: hostname)
    output.append(",\"username\":", text: username)
    output.append(",\"uid\":", nonzero: UInt64(uid))
    output.append(",\"gid\":", nonzero: UInt64(gid))
    if !excludes.isEmpty { output.append(",\"excludes\":", texts: excludes) }
    if !tags.isEmpty { output.append(",\"tags\":", texts: tags) }
    output.append(",\"original\":", id: original)
    output.append(",\"program_version\":", text: programVersion)
    if let summary {
      output.append(",\"summary\":")
      output.append(summary)
    }
    for member in unknownMembers {
      output.append(",")
      output.append(member.key)
      output.append(":")
      output.append(member.value)
    }
    output.append("}")
    return output.withBytes { Array($0) }
  }

  private init(scanning scanner: inout JSONScanner) throws(JSONFault) {
    self.init(time: .epoch, tree: StorageID(words: (0, 0, 0, 0)), paths: [], hostname: "")
    var foundTree: StorageID?
    try scanner.expect(UInt8(ascii: "{"))
    var isFirst = true
    while let key = try scanner.nextKey(isFirst: &isFirst) {
      switch scanner.text(key) {
      case "time": time = try scanner.time()
      case "parent": parent = try scanner.id()
      case "tree": foundTree = try scanner.id()
      case "paths": paths = try scanner.texts()
      case "hostname": hostname = try scanner.text()
      case "username": username = try scanner.text()
      case "uid": uid = try scanner.unsigned32()
      case "gid": gid = try scanner.unsigned32()
      case "excludes": excludes = try scanner.texts()
      case "tags": tags = try scanner.texts()
      case "original": original = try scanner.id()
      case "program_version": programVersion = try scanner.text()
      case "summary": summary = scanner.takeNull() ? nil : try BackupSummary(scanning: &scanner)
      default:
        let spelled = (key.start - 1)..<(key.end + 1)
        let value = try scanner.skipValue()
        unknownMembers.append(
          UnknownMember(key: Array(scanner.cursor.bytes(spelled)), value: Array(scanner.cursor.bytes(value))))
      }
    }
    try scanner.expectEnd()
    guard let foundTree else { throw scanner.fault("it names no tree") }
    tree = foundTree
  }
}

extension JSONScanner {
  /// A number that fits 32 bits, 0 for `null`.
  mutating func unsigned32() throws(JSONFault) -> UInt32 {
    takeNull() ? 0 : UInt32(truncatingIfNeeded: try unsigned(upTo: UInt64(UInt32.max)))
  }
}
