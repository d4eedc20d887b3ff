import Glibc

/// Tells the service manager how a service is doing (sd_notify(3)), where there is one that wants to know.
public struct ServiceNotifier: Sendable {
  private let path: String?

  /// - Parameter path: the value of `NOTIFY_SOCKET`: a path, or an abstract name behind an `@`; `nil` where nobody asks.
  public init(path: String?) {
    self.path = path.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// It serves.
  public func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }

  /// It takes up a changed configuration; `ready` says when it has.
  public func reloading() {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    send("RELOADING=1\nMONOTONIC_USEC=\(time.tv_sec * 1_000_000 + time.tv_nsec / 1000)")
  }

  public func stopping() { send("STOPPING=1") }

  /// A manager that cannot be reached is none of the service's troubles.
  private func send(_ message: String) {
    guard let path else { return }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var name = Array(path.utf8)
    if name.first == UInt8(ascii: "@") { name[0] = 0 }
    let isShort = withUnsafeMutableBytes(of: &address.sun_path) { place in
      guard name.count < place.count else { return false }
      place.copyBytes(from: name)
      return true
    }
    let raw = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard isShort, raw >= 0 else { return }
    defer { close(raw) }
    // An abstract name has no end but its length.
    let size = socklen_t(MemoryLayout<sa_family_t>.size + name.count + (name.first == 0 ? 0 : 1))
    let text = Array(message.utf8)
    _ = withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(raw, text, text.count, Int32(MSG_NOSIGNAL), $0, size)
      }
    }
  }
}
