import Foundation
import Providers
import ProvidersTesting
import Secrets
import Testing

@testable import BlockVolume

@Suite struct EncryptedDeviceTests {
  private static let key = (0..<64).map { UInt8($0 * 3 + 1) }

  @Test func theStorageIsWhatAnotherProgramEncrypts() async throws {
    try await withDevice { device, path in
      let plain = (0..<8192).map { UInt8(truncatingIfNeeded: $0 / 3) }
      try await device.write(IOBuffer(plain).whole, at: 1 << 20, .durable)
      let sealed = try await Self.storage(path, at: 1 << 20, count: plain.count)
      #expect(sealed != plain)
      // The `cryptography` package for Python: sectors of 512 bytes, little-endian numbers.
      let script = """
        import sys
        from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
        key, first, data = bytes.fromhex(sys.argv[1]), int(sys.argv[2]), sys.stdin.buffer.read()
        for i in range(len(data) // 512):
          mode = modes.XTS((first + i).to_bytes(16, "little"))
          sys.stdout.buffer.write(Cipher(algorithms.AES(key), mode).decryptor().update(data[512 * i:512 * i + 512]))
        """
      let opened = try ProgramRun.output(
        of: Checkout.programs + "/python",
        ["-c", script, Self.key.map { String(format: "%02x", $0) }.joined(), "2048"], input: sealed)
      #expect(Array(opened) == plain)
    }
  }

  @Test func whatIsReadIsWhatWasWrittenAndHolesStayHoles() async throws {
    try await withDevice { device, _ in
      var model = [UInt8](repeating: 0, count: 64 << 10)
      for round in 0..<40 {
        let start = (round * 7919 % 120) * 512
        let count = min(model.count - start, (round % 9 + 1) * 512)
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ round) }
        if round % 5 == 4 {
          try await device.zero(Int64(start)..<Int64(start + count), .released, .ordinary)
          model.replaceSubrange(start..<start + count, with: repeatElement(0, count: count))
        } else {
          try await device.write(IOBuffer(bytes).whole, at: Int64(start), .ordinary)
          model.replaceSubrange(start..<start + count, with: bytes)
        }
        let found = IOBuffer(capacity: model.count).whole
        try await device.read(into: found, at: 0)
        #expect(found.array == model, "round \(round)")
      }
      #expect(try await device.extents(of: 1 << 20..<2 << 20, limit: 1) == [BlockExtent(1 << 20..<2 << 20, .hole)])
    }
  }

  @Test func theBytesOfTheCallerStay() async throws {
    try await withDevice { device, _ in
      let slice = IOBuffer([UInt8](repeating: 5, count: 4096)).whole
      try await device.write(slice, at: 0, .ordinary)
      #expect(slice.array == [UInt8](repeating: 5, count: 4096))
    }
  }

  @Test func keysAreToldApartAndWrongOnesRefused() throws {
    let (one, other) = (try Self.volumeKey(Self.key), try Self.volumeKey(Self.key.reversed()))
    #expect(try one.check() == Self.volumeKey(Self.key).check())
    #expect(try one.check() != other.check())
    let digits = Self.key.map { String(format: "%02X", $0) }.joined()
    #expect(try one.check() == Self.volumeKey(Array(digits.utf8)).check())
    #expect(try one.check() == Self.volumeKey(Array(digits.lowercased().utf8)).check())
    for bytes in [Array(Self.key.prefix(32)), [UInt8](repeating: 1, count: 64), []] {
      #expect(throws: BlockError.self) { try Self.volumeKey(bytes) }
    }
  }

  private static func volumeKey(_ bytes: [UInt8]) throws -> VolumeKey { try VolumeKey(SecretBytes(copying: bytes)) }

  private static func storage(_ path: String, at offset: Int64, count: Int) async throws -> [UInt8] {
    let file = try await SparseFilePages.open(at: path, .reading)
    return try await file.read(offset..<offset + Int64(count))
  }

  private func withDevice(_ body: (EncryptedDevice, String) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/disk.img"
    let file = try await SparseFilePages.create(at: path, size: 4 << 20)
    let device = EncryptedDevice(SparseFileDevice(file, name: "disk", size: 4 << 20), key: try Self.volumeKey(Self.key))
    try await body(device, path)
    try await device.close()
  }
}
