/// What a file under `locks/` says: who works on the repository, since when, and whether alone.
public struct LockRecord: Sendable, Hashable {
  /// Of the last refresh.
  public var time: GoTime
  public var exclusive: Bool
  public var hostname: String
  public var username: String
  /// Process id on `hostname`.
  public var pid: Int64
  public var uid: UInt32
  public var gid: UInt32

  public init(
    time: GoTime, exclusive: Bool, hostname: String, username: String, pid: Int64, uid: UInt32, gid: UInt32
  ) {
    self.time = time
    self.exclusive = exclusive
    self.hostname = hostname
    self.username = username
    self.pid = pid
    self.uid = uid
    self.gid = gid
  }

  /// Reads what a lock file holds; `.damaged` when it is none.
  public init(decoding bytes: [UInt8]) throws(RepositoryError) {
    do {
      self = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONFault) in
        var scanner = JSONScanner(UnsafeRawBufferPointer(buffer))
        return try LockRecord(scanning: &scanner)
      }
    } catch {
      throw error.error("a lock")
    }
  }

  private init(scanning scanner: inout JSONScanner) throws(JSONFault) {
    self.init(time: .epoch, exclusive: false, hostname: "", username: "", pid: 0, uid: 0, gid: 0)
    try scanner.expect(UInt8(ascii: "{"))
    var isFirst = true
    while let key = try scanner.nextKey(isFirst: &isFirst) {
      switch scanner.text(key) {
      case "time": time = try scanner.time()
      case "exclusive": exclusive = scanner.takeNull() ? false : try scanner.boolean()
      case "hostname": hostname = try scanner.text()
      case "username": username = try scanner.text()
      case "pid": pid = scanner.takeNull() ? 0 : try scanner.signed()
      case "uid": uid = try scanner.unsigned32()
      case "gid": gid = try scanner.unsigned32()
      default: try scanner.skipValue()
      }
    }
    try scanner.expectEnd()
  }

  /// The JSON that restic writes for this lock.
  public func encoded() -> [UInt8] {
    var output = JSONOutput(capacity: 256)
    output.append("{\"time\":")
    output.append(time)
    output.append(exclusive ? ",\"exclusive\":true" : ",\"exclusive\":false")
    output.append(",\"hostname\":")
    output.appendString(hostname)
    output.append(",\"username\":")
    output.appendString(username)
    output.append(",\"pid\":")
    output.append(pid)
    output.append(",\"uid\":", nonzero: UInt64(uid))
    output.append(",\"gid\":", nonzero: UInt64(gid))
    output.append("}")
    return output.withBytes { Array($0) }
  }
}
