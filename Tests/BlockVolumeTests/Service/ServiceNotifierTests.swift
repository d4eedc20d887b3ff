import Glibc
import ProvidersTesting
import Testing

@testable import BlockVolume

@Suite struct ServiceNotifierTests {
  @Test(arguments: [false, true])
  func theManagerIsToldInDatagrams(isAbstract: Bool) throws {
    let folder = try TemporaryFolder()
    let name = isAbstract ? "@elasto-test-\(UInt64.random(in: 0 ... .max))" : folder.path + "/notify"
    let manager = try Manager(name)
    let notifier = ServiceNotifier(path: name)
    notifier.ready("serves 2 volumes")
    #expect(manager.next() == "READY=1\nSTATUS=serves 2 volumes")
    notifier.reloading()
    #expect(manager.next().hasPrefix("RELOADING=1\nMONOTONIC_USEC="))
    notifier.stopping()
    #expect(manager.next() == "STOPPING=1")
  }

  @Test(arguments: [nil, "", "/nowhere/at/all", String(repeating: "x", count: 200)])
  func nobodyIsTold(path: String?) {
    ServiceNotifier(path: path).ready("")
  }

  /// A service manager's socket.
  private final class Manager {
    struct NoSocket: Error {}

    private let raw: Int32

    init(_ name: String) throws {
      raw = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      var bytes = Array(name.utf8)
      if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      let size = socklen_t(2 + bytes.count + (bytes.first == 0 ? 0 : 1))
      let status = withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(raw, $0, size) }
      }
      guard status == 0 else { throw NoSocket() }
    }

    deinit { close(raw) }

    func next() -> String {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = recv(raw, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }
  }
}
