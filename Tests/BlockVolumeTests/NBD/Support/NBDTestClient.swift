import Glibc

@testable import BlockVolume

/// A client that does as it is told, right or wrong. Its calls block, for 20 s at most.
final class NBDTestClient: Sendable {
  enum Failure: Error, Equatable {
    case notConnected(Int32)
    /// The server has closed the connection.
    case ended
    case silent(Int32)
    case notUnderstood([UInt8])
  }

  private let raw: Int32

  init(_ address: NBDAddress) throws {
    switch address {
    case .tcp(_, let port):
      raw = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      var place = sockaddr_in()
      place.sin_family = sa_family_t(AF_INET)
      place.sin_port = in_port_t(UInt16(port)).bigEndian
      place.sin_addr = in_addr(s_addr: in_addr_t(0x7f00_0001).bigEndian)
      try connect(&place)
    case .unix(let path):
      raw = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
      var place = sockaddr_un()
      place.sun_family = sa_family_t(AF_UNIX)
      withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: path.utf8) }
      try connect(&place)
    }
    var time = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(raw, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(raw) }

  private func connect<Place>(_ place: inout Place) throws {
    let status = withUnsafePointer(to: &place) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(raw, $0, socklen_t(MemoryLayout<Place>.size))
      }
    }
    if status != 0 { throw Failure.notConnected(errno) }
  }

  func send(_ bytes: [UInt8]) throws {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(raw, $0.baseAddress.map { $0 + done }, bytes.count - done, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw Failure.ended }
      done += count
    }
  }

  func receive(_ count: Int) throws -> [UInt8] {
    var (bytes, done) = ([UInt8](repeating: 0, count: count), 0)
    while done < count {
      let start = done
      let got = bytes.withUnsafeMutableBytes { recv(raw, $0.baseAddress.map { $0 + start }, count - start, 0) }
      if got == 0 || got < 0 && errno == ECONNRESET { throw Failure.ended }
      guard got > 0 else { throw Failure.silent(errno) }
      done += got
    }
    return bytes
  }

  /// Waits until the server closes the connection; false where it says something instead.
  func isLetGo() throws -> Bool {
    do {
      _ = try receive(1)
      return false
    } catch Failure.ended {
      return true
    }
  }

  // MARK: - Handshake

  func option(_ kind: NBDOption.Kind, _ data: [UInt8] = []) throws -> [NBDOptionReply] {
    var bytes: [UInt8] = []
    NBDOption(kind, data).encode(into: &bytes)
    try send(bytes)
    var replies: [NBDOptionReply] = []
    repeat {
      let head = try receive(NBDOptionReply.headSize)
      let length = head.suffix(4).reduce(0) { $0 << 8 | Int($1) }
      var fields = BigEndianFields(head + (try receive(length)))
      guard let reply = NBDOptionReply(decoding: &fields) else { throw Failure.notUnderstood(head) }
      replies.append(reply)
    } while replies.last?.kind != .acknowledged && (replies.last?.kind.rawValue ?? 0) < 0x8000_0000
    return replies
  }

  func greet() throws {
    guard let greeting = NBDGreeting(decoding: try receive(NBDGreeting.size)) else {
      throw Failure.notUnderstood([])
    }
    try send([0, 0, 0, UInt8(greeting.flags.rawValue)])
  }

  /// Up to the transmission phase.
  static func using(
    _ export: String = "", at address: NBDAddress, isStructured: Bool = true
  ) throws -> NBDTestClient {
    let client = try NBDTestClient(address)
    try client.greet()
    if isStructured {
      _ = try client.option(.structuredReply)
      let request = NBDMetaContextRequest(Array(export.utf8), [NBDStatusExtent.context])
      _ = try client.option(.setMetaContext, request.encoded)
    }
    let replies = try client.option(.go, NBDInfoRequest(Array(export.utf8)).encoded)
    guard replies.last?.kind == .acknowledged else { throw Failure.notUnderstood(replies.last?.data ?? []) }
    return client
  }

  // MARK: - Transmission

  func request(_ request: NBDRequest, _ payload: [UInt8] = []) throws {
    var bytes: [UInt8] = []
    request.encode(into: &bytes)
    try send(bytes + payload)
  }

  func simpleReply() throws -> NBDSimpleReply {
    let bytes = try receive(NBDSimpleReply.size)
    var fields = BigEndianFields(bytes)
    guard let reply = NBDSimpleReply(decoding: &fields) else { throw Failure.notUnderstood(bytes) }
    return reply
  }

  func chunk() throws -> (head: NBDReplyChunk, payload: [UInt8]) {
    let bytes = try receive(NBDReplyChunk.headSize)
    var fields = BigEndianFields(bytes)
    guard let chunk = NBDReplyChunk(decoding: &fields) else { throw Failure.notUnderstood(bytes) }
    return (chunk, try receive(Int(chunk.length)))
  }

  /// The number and message of an error chunk.
  func refusal() throws -> (number: NBDErrorNumber?, message: String) {
    let (head, payload) = try chunk()
    guard head.kind == .error, head.isLast else { throw Failure.notUnderstood(payload) }
    var fields = BigEndianFields(payload)
    let number = fields.next(UInt32.self).flatMap(NBDErrorNumber.init)
    return (number, String(decoding: fields.rest.dropFirst(2), as: UTF8.self))
  }

  /// What a structured read of `range` gives; its chunks have to cover the range from front to end.
  func read(_ range: Range<Int64>, _ flags: NBDRequest.Flags = []) throws -> (
    bytes: [UInt8], kinds: [NBDReplyChunk.Kind]
  ) {
    try request(
      NBDRequest(.read, flags, cookie: 77, offset: UInt64(range.lowerBound), length: UInt32(range.count)))
    var (bytes, kinds) = ([UInt8](), [NBDReplyChunk.Kind]())
    while true {
      let (head, payload) = try chunk()
      var fields = BigEndianFields(payload)
      kinds.append(head.kind)
      let isInOrder = fields.next() == range.lowerBound + Int64(bytes.count)
      switch head.kind {
      case .data where isInOrder: bytes += fields.rest
      case .hole where isInOrder: bytes += [UInt8](repeating: 0, count: Int(fields.next(UInt32.self) ?? 0))
      default: throw Failure.notUnderstood(payload)
      }
      if head.isLast { return (bytes, kinds) }
    }
  }
}
