import Testing

@testable import BlockVolume

@Suite struct VHDFooterTests {
  private static let id = (0..<16).map { UInt8($0 * 17) }

  @Test func aFooterIsDecodedAsItWasEncoded() throws {
    let footer = VHDFooter(size: 10 << 30, created: 800_000_000, id: Self.id)
    let bytes = footer.encoded
    #expect(bytes.count == 512)
    #expect(try VHDFooter(decoding: bytes, stored: 10 << 30 + 512, location: "") == footer)
  }

  /// By the specification's appendix; qemu-img rounds up to one cylinder more.
  @Test(
    arguments: [
      (1 << 20, 30, 4, 17), (100 << 20, 1003, 12, 17), (600 << 20, 1219, 16, 63), (10 << 30, 20805, 16, 63),
      (1 << 40, 65535, 16, 255),
    ] as [(UInt64, UInt16, UInt8, UInt8)])
  func geometryIsTheSpecifications(size: UInt64, cylinders: UInt16, heads: UInt8, sectors: UInt8) {
    let geometry = VHDFooter.Geometry(sectors: size / 512)
    #expect(geometry == VHDFooter.Geometry(cylinders, heads, sectors))
  }

  @Test func aFooterThatLiesIsRefused() throws {
    let bytes = VHDFooter(size: 1 << 20, created: 0, id: Self.id).encoded
    let stored: Int64 = 1 << 20 + 512
    for index in 0..<85 {
      var other = bytes
      other[index] ^= 0x10
      #expect(throws: BlockError.self, "byte \(index)") { try VHDFooter(decoding: other, stored: stored, location: "") }
    }
    for other in [Array(bytes.dropLast()), bytes + [0], []] {
      #expect(throws: BlockError.self) { try VHDFooter(decoding: other, stored: stored, location: "") }
    }
    for other in [stored + 512, stored - 512, 0, .max] {
      #expect(throws: BlockError.self) { try VHDFooter(decoding: bytes, stored: other, location: "") }
    }
  }
}

extension VHDFooter.Geometry {
  fileprivate init(_ cylinders: UInt16, _ heads: UInt8, _ sectors: UInt8) {
    self.init(sectors: 0)
    (self.cylinders, self.heads, self.sectors) = (cylinders, heads, sectors)
  }
}
