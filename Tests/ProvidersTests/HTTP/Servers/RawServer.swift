import Foundation
import HTTPTypes
import Providers
import ProvidersTesting
import Synchronization

/// A server that does exactly what a test says with each connection, byte for byte.
final class RawServer: Sendable {
  let port: Int
  private let listener: Int32
  private let connections = ConnectionCount()

  /// `serve` gets each connection in turn, with its number from 0, on a thread of its own.
  init(_ serve: @escaping @Sendable (RawConnection, Int) -> Void) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard LoopbackPort.withAddress(0, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
      throw POSIXError(.EADDRINUSE)
    }
    self.listener = listener
    port = LoopbackPort.port(of: listener)
    _ = PlainThread.start(name: "raw-server") { [listener, connections] in
      while true {
        let socket = accept(listener, nil, nil)
        if socket < 0 { return }
        let number = connections.next()
        _ = PlainThread.start(name: "raw-connection") { serve(RawConnection(socket), number) }
      }
    }
  }

  /// One that answers every request of every connection with these bytes, and then closes it.
  convenience init(replying bytes: String) throws {
    try self.init { connection, _ in
      connection.readRequest()
      connection.send(bytes)
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  func request(_ method: HTTPRequest.Method = .get, _ path: String = "/") -> HTTPRequest {
    HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(port)", path: path)
  }

  /// How many connections were made.
  var connectionCount: Int { connections.value }
}

/// One connection of a `RawServer`; closed when its owner goes.
final class RawConnection: Sendable {
  private let socket: Int32

  init(_ socket: Int32) { self.socket = socket }

  deinit { close(socket) }

  /// The head of the next request, its body after it; empty where the client has closed.
  @discardableResult
  func readRequest() -> String {
    let head = readHead()
    let length = head.split(separator: "\r\n").compactMap { line -> Int? in
      line.lowercased().hasPrefix("content-length: ") ? Int(line.dropFirst(16)) : nil
    }
    return head + String(decoding: read(length.first ?? 0), as: UTF8.self)
  }

  func readHead() -> String {
    var head: [UInt8] = []
    while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      let next = read(1)
      if next.isEmpty { break }
      head += next
    }
    return String(decoding: head, as: UTF8.self)
  }

  /// `count` bytes, fewer where the client has closed.
  func read(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = bytes.withUnsafeMutableBytes { recv(socket, $0.baseAddress.map { $0 + filled }, count - filled, 0) }
      if got <= 0 { break }
      filled += got
    }
    return Array(bytes[..<filled])
  }

  /// False where the client does not want more.
  @discardableResult
  func send(_ text: String) -> Bool { send(Array(text.utf8)) }

  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }

  /// Closes with a reset instead of an end.
  func reset() {
    var option = linger(l_onoff: 1, l_linger: 0)
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
  }

  /// Returns when the client has closed the connection.
  func waitForClose() { while !read(4096).isEmpty {} }

  /// The kernel takes little more than has been read.
  func keepReceiveBufferSmall() {
    var size: Int32 = 64 << 10
    setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
  }
}

private final class ConnectionCount: Sendable {
  private let count = Mutex(0)

  var value: Int { count.withLock { $0 } }

  func next() -> Int {
    count.withLock { count in
      defer { count += 1 }
      return count
    }
  }
}
