import Glibc
import ProvidersTesting
import Testing

@testable import BlockVolume

@Suite struct NBDListenerTests {
  @Test func aUnixSocketIsThisUsersAloneAndGoesWithTheServer() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/nbd.sock"
    let server = try NBDServer(exports: [NBDExport("disk", GatedDevice(isOpen: true))])
    let address = try server.listen(on: .unix(path: path))
    #expect(mode(path) == S_IFSOCK | 0o600)
    #expect(try await blocking { try NBDTestClient.using(at: address).read(0..<512).bytes.count } == 512)
    try await server.stop()
    #expect(mode(path) == nil)
  }

  @Test func aSocketThatNobodyListensOnIsReplaced() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/nbd.sock"
    try leaveStaleSocket(path)
    let server = try NBDServer(exports: [NBDExport("disk", GatedDevice(isOpen: true))])
    let address = try server.listen(on: .unix(path: path))
    #expect(try await blocking { try NBDTestClient.using(at: address).read(0..<512).bytes.count } == 512)
    try await server.stop()
  }

  @Test func anotherServersSocketIsLeftAlone() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/nbd.sock"
    let first = try NBDServer(exports: [NBDExport("disk", GatedDevice(isOpen: true))])
    let address = try first.listen(on: .unix(path: path))
    let second = try NBDServer(exports: [])
    let error = #expect(throws: BlockError.self) { try second.listen(on: .unix(path: path)) }
    #expect(error?.code == .unavailable)
    #expect(try await blocking { try NBDTestClient.using(at: address).read(0..<512).bytes.count } == 512)
    try await first.stop()
    try await second.stop()
  }

  @Test func aFileIsNotReplaced() throws {
    let folder = try TemporaryFolder()
    try folder.write([1, 2, 3], to: "nbd.sock")
    let server = try NBDServer(exports: [])
    #expect(throws: BlockError.self) { try server.listen(on: .unix(path: folder.path + "/nbd.sock")) }
    #expect(mode(folder.path + "/nbd.sock").map { $0 & S_IFMT } == S_IFREG)
  }

  @Test func whatIsNoAddressIsRefused() throws {
    let server = try NBDServer(exports: [])
    for address in [
      .unix(path: "/dev/shm/" + String(repeating: "n", count: 100)), .unix(path: "/nowhere/at/all/nbd.sock"),
      .tcp(host: "127.0.0.1", port: 65536), .tcp(host: "no such host", port: 0),
    ] as [NBDAddress] {
      #expect(throws: BlockError.self) { try server.listen(on: address) }
    }
  }

  @Test func aPortThatIsTakenIsRefused() async throws {
    try await withServer([]) { _, address in
      let other = try NBDServer(exports: [])
      let error = #expect(throws: BlockError.self) { try other.listen(on: address) }
      #expect(error?.code == .unavailable)
    }
  }

  private func mode(_ path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode : nil
  }

  private func leaveStaleSocket(_ path: String) throws {
    let raw = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(raw) }
    var place = sockaddr_un()
    place.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &place.sun_path) { $0.copyBytes(from: path.utf8) }
    let status = withUnsafePointer(to: &place) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(raw, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(status == 0)
  }
}
