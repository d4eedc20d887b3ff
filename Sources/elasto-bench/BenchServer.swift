import Glibc
import HTTPTypes

/// A server in a process of its own, on a loopback port, so that its time is not the client's.
final class BenchServer {
  let port: Int
  private let process: pid_t
  private let folder: String?

  private init(port: Int, process: pid_t, folder: String?) {
    self.port = port
    self.process = process
    self.folder = folder
  }

  func request(_ method: HTTPRequest.Method, _ path: String) -> HTTPRequest {
    HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(port)", path: path)
  }

  /// nginx with one worker, serving `file` of `bytes` bytes over connections that it keeps.
  static func nginx(file: String, bytes: Int) throws(BenchError) -> BenchServer {
    var template = Array("/tmp/elasto-bench-XXXXXX".utf8CString)
    guard let name = mkdtemp(&template) else { throw BenchError(message: "/tmp: \(String(cString: strerror(errno)))") }
    let folder = String(cString: name)
    let port = try unusedPort()
    try write([UInt8](repeating: 0x61, count: bytes), to: "\(folder)/\(file)")
    let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(folder)/\($0);" }
    let text = """
      daemon off; master_process off; pid \(folder)/pid; error_log \(folder)/log;
      events { worker_connections 512; }
      http {
        access_log off; keepalive_requests 1000000000; sendfile on; open_file_cache max=16;
        \(temporary.joined(separator: " "))
        server { listen 127.0.0.1:\(port); root \(folder); }
      }
      """
    try write(Array(text.utf8), to: "\(folder)/conf")
    let process = try start(["/usr/sbin/nginx", "-p", folder, "-e", "\(folder)/log", "-c", "\(folder)/conf"])
    return try BenchServer(port: port, process: process, folder: folder).listening()
  }

  /// This program as a server that throws away what it is sent.
  static func discarding() throws(BenchError) -> BenchServer {
    let port = try unusedPort()
    let process = try start(["/proc/self/exe", DiscardServer.argument, "\(port)"])
    return try BenchServer(port: port, process: process, folder: nil).listening()
  }

  func stop() {
    kill(process, SIGKILL)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    guard let folder else { return }
    _ = try? Self.start(["/bin/rm", "-rf", folder])
  }

  private func listening() throws(BenchError) -> BenchServer {
    for _ in 0..<2000 {
      let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { close(probe) }
      if Self.withLoopback(port, { connect(probe, $0, $1) }) == 0 { return self }
      usleep(5000)
    }
    stop()
    throw BenchError(message: "nothing listens on port \(port)")
  }

  private static func start(_ words: [String]) throws(BenchError) -> pid_t {
    var arguments = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let status = posix_spawn(&process, words[0], nil, nil, &arguments, environ)
    guard status == 0 else { throw BenchError(message: "\(words[0]): \(String(cString: strerror(status)))") }
    return process
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(BenchError) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    defer { close(file) }
    guard file >= 0, Glibc.write(file, bytes, bytes.count) == bytes.count else {
      throw BenchError(message: "\(path): cannot be written")
    }
  }

  private static func unusedPort() throws(BenchError) -> Int {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound =
      withLoopback(0) { bind(listener, $0, $1) } == 0
      && withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(listener, $0, &size) }
      } == 0
    guard isBound else { throw BenchError(message: "no port: \(String(cString: strerror(errno)))") }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  static func withLoopback<Value>(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
    address.sin_addr = in_addr(s_addr: in_addr_t(0x7f00_0001).bigEndian)
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
