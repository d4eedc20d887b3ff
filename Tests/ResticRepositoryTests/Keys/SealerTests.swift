import Cryptography
import Testing

@testable import ResticRepository

@Suite struct SealerTests {
  @Test(arguments: [0, 1, 15, 16, 17, 1000, 100_000])
  func sealedOpensAgainInPlaceToo(count: Int) throws {
    let sealer = try Sealer(try MasterKey.random())
    var random = SeededGenerator(12)
    let plaintext = random.bytes(count)
    var sealed = [UInt8](repeating: 0, count: count + Sealer.overhead)
    let length = try plaintext.withUnsafeBytes { plaintext in
      try sealed.withUnsafeMutableBytes { try sealer.seal(plaintext, into: $0) }
    }
    #expect(length == sealed.count)
    var opened = [UInt8](repeating: 0, count: count)
    let openedLength = try sealed.withUnsafeBytes { sealed in
      try opened.withUnsafeMutableBytes { try sealer.open(sealed, into: $0) }
    }
    #expect(openedLength == count)
    #expect(opened == plaintext)

    var inPlace = [UInt8](repeating: 0, count: 16) + plaintext + [UInt8](repeating: 0, count: 16)
    _ = try inPlace.withUnsafeMutableBytes { buffer in
      try sealer.seal(UnsafeRawBufferPointer(rebasing: buffer[16..<16 + count]), into: buffer)
    }
    #expect(inPlace != sealed, "each IV is used once")
    let again = try inPlace.withUnsafeBytes { sealed in
      try opened.withUnsafeMutableBytes { try sealer.open(sealed, into: $0) }
    }
    #expect(again == count)
    #expect(opened == plaintext)
  }

  @Test func everyFlippedBitIsNoticed() throws {
    let sealer = try Sealer(try MasterKey.random())
    var sealed = [UInt8](repeating: 0, count: 50 + Sealer.overhead)
    _ = try [UInt8](repeating: 7, count: 50).withUnsafeBytes { plaintext in
      try sealed.withUnsafeMutableBytes { try sealer.seal(plaintext, into: $0) }
    }
    var output = [UInt8](repeating: 0, count: 50)
    for bit in 0..<sealed.count * 8 {
      sealed[bit / 8] ^= 1 << UInt8(bit % 8)
      let length = try sealed.withUnsafeBytes { sealed in
        try output.withUnsafeMutableBytes { try sealer.open(sealed, into: $0) }
      }
      #expect(length == nil)
      sealed[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }
}
