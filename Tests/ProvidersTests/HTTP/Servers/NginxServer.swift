import Foundation
import HTTPTypes
import ProvidersTesting

/// nginx on a port of its own, with a folder to serve from and to store into.
final class NginxServer: Sendable {
  let port: Int
  let folder: TemporaryFolder
  private let process: ServerProcess

  /// `listen` follows the address and port (`ssl http2`), `settings` stand in the `server` block.
  init(listen: String = "", settings: String = "", folder: TemporaryFolder? = nil) throws {
    self.folder = try folder ?? TemporaryFolder()
    let path = self.folder.path
    for name in ["www", "body"] {
      try FileManager.default.createDirectory(atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }
    port = LoopbackPort.unused()
    let temporary = ["proxy", "fastcgi", "uwsgi", "scgi"].map { "\($0)_temp_path \(path)/\($0);" }
    let text = """
      daemon off; master_process off; pid \(path)/nginx.pid; error_log stderr warn;
      events { worker_connections 1024; }
      http {
        access_log \(path)/access.log; client_body_temp_path \(path)/body; \(temporary.joined(separator: " "))
        send_timeout 10m; client_max_body_size 0; keepalive_requests 100000; default_type application/octet-stream;
        server {
          listen 127.0.0.1:\(port) \(listen); root \(path)/www; dav_methods PUT DELETE; create_full_put_path on;
          \(settings)
        }
      }
      """
    try self.folder.write(Array(text.utf8), to: "nginx.conf")
    process = try ServerProcess(
      "/usr/sbin/nginx", ["-p", path, "-e", "stderr", "-c", "\(path)/nginx.conf"], log: "\(path)/log")
    try process.waitUntilListening(on: port)
  }

  func request(_ method: HTTPRequest.Method, _ path: String, scheme: String = "http") -> HTTPRequest {
    HTTPRequest(method: method, scheme: scheme, authority: "127.0.0.1:\(port)", path: path)
  }

  func stop() { process.stop() }
}
