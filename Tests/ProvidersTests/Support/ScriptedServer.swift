import Glibc
import ProvidersTesting
import Synchronization

@testable import Providers

/// A server that answers with whatever bytes a test wants, one connection after another.
final class ScriptedServer: Sendable {
  struct Request: Sendable {
    /// `GET /bucket/key?query HTTP/1.1` and the fields.
    var head: String
    var body: [UInt8]

    /// `GET /bucket/key`, without the query.
    var line: String {
      let words = head.split(separator: " ", maxSplits: 2)
      return words.count < 2 ? "" : "\(words[0]) \(words[1].prefix { $0 != "?" })"
    }

    func field(_ name: String) -> String? {
      head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("\(name.lowercased()):") }
        .map { $0.dropFirst(name.count + 1).trimmingPrefix { $0 == " " } }.map(String.init)
    }
  }

  let port: Int
  private let listener: Int32
  private let log: Log

  var requests: [Request] { log.requests.withLock { $0 } }

  /// `answer` gets a request and the number of those before it.
  init(_ answer: @escaping @Sendable (Request, Int) -> [UInt8]) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard LoopbackPort.withAddress(0, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
      throw SystemError(number: errno)
    }
    let log = Log()
    self.listener = listener
    self.log = log
    port = LoopbackPort.port(of: listener)
    let isStarted = PlainThread.start(name: "scripted") {
      while case let connection = accept(listener, nil, nil), connection >= 0 {
        if let request = Self.read(connection) { Self.write(answer(request, log.append(request)), to: connection) }
        shutdown(connection, Int32(SHUT_WR))
        var rest = [UInt8](repeating: 0, count: 4096)
        while recv(connection, &rest, rest.count, 0) > 0 {}
        close(connection)
      }
      close(listener)
    }
    if !isStarted { throw SystemError(number: EAGAIN) }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  /// A reply with this body, and fields given as `name: value`.
  static func reply(_ status: Int, _ body: String = "", _ fields: String..., length: Int? = nil) -> [UInt8] {
    let lines = fields.map { "\($0)\r\n" }.joined()
    return Array(
      "HTTP/1.1 \(status) X\r\ncontent-length: \(length ?? body.utf8.count)\r\nconnection: close\r\n\(lines)\r\n\(body)"
        .utf8)
  }

  private static func read(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
        var request = Request(head: String(decoding: bytes[..<end.lowerBound], as: UTF8.self), body: [])
        let length = request.field("content-length").flatMap { Int($0) } ?? 0
        request.body = Array(bytes[end.upperBound...])
        if request.body.count >= length { return request }
      }
      let count = recv(connection, &piece, piece.count, 0)
      guard count > 0 else { return nil }
      bytes += piece[..<count]
    }
  }

  private static func write(_ bytes: [UInt8], to connection: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}

private final class Log: Sendable {
  let requests = Mutex<[ScriptedServer.Request]>([])

  /// How many there were before.
  func append(_ request: ScriptedServer.Request) -> Int {
    requests.withLock { requests in
      requests.append(request)
      return requests.count - 1
    }
  }
}
