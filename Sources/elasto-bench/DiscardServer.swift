import Glibc
import Providers

/// A server for uploads that costs as little as one can: bodies are dropped in the kernel, without a copy.
///
/// nginx throws a body away in pieces of 4 KiB, and so would be what is measured.
enum DiscardServer {
  static let argument = "--discard-server"

  /// Serves until the process is killed.
  static func run(port: Int) throws(BenchError) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard BenchServer.withLoopback(port, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
      throw BenchError(message: "port \(port): \(String(cString: strerror(errno)))")
    }
    // The parent may be killed too.
    while getppid() != 1 {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { continue }
      if !PlainThread.start(name: "discard", { serve(connection) }) { close(connection) }
    }
  }

  private static func serve(_ connection: Int32) {
    defer { close(connection) }
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    let reply = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)
    while true {
      var filled = 0
      var headEnd: Int?
      while headEnd == nil {
        let count = buffer.withUnsafeMutableBytes {
          recv(connection, $0.baseAddress.map { $0 + filled }, $0.count - filled, 0)
        }
        guard count > 0 else { return }
        filled += count
        headEnd = end(of: buffer[..<filled])
      }
      guard let headEnd else { return }
      var left = length(in: buffer[..<headEnd]) - (filled - headEnd)
      while left > 0 {
        let count = recv(connection, nil, min(left, 4 << 20), Int32(MSG_TRUNC))
        guard count > 0 else { return }
        left -= count
      }
      guard write(connection, reply, reply.count) == reply.count else { return }
    }
  }

  private static func end(of bytes: ArraySlice<UInt8>) -> Int? {
    guard bytes.count >= 4 else { return nil }
    return (bytes.startIndex...bytes.endIndex - 4).first { bytes[$0..<$0 + 4].elementsEqual("\r\n\r\n".utf8) }
      .map { $0 + 4 }
  }

  private static func length(in head: ArraySlice<UInt8>) -> Int {
    for line in head.split(separator: UInt8(ascii: "\n")) {
      let words = String(decoding: line, as: UTF8.self).split(separator: ":")
      guard words.count == 2, words[0].lowercased() == "content-length" else { continue }
      return Int(words[1].filter(\.isNumber)) ?? 0
    }
    return 0
  }
}
