import Testing

@testable import Providers

/// The bytes of docs/block-objects.md: what is written today is read for ever.
@Suite struct BlockObjectFormatTests {
  @Test func aHeadIsTheseBytes() throws {
    var head = BlockHead(
      shift: 20, size: 0x0102_0304_0506, volume: Array(0..<16), writer: Array(16..<32), time: 1_764_322_200_000_000_001)
    head.epoch = 7
    head.sequence = 0x2A
    head.tree = BlockTree(root: BlockReference(epoch: 6, sequence: 5, checksum: 0xDEAD_BEEF), height: 3)
    head.catalogue = BlockReference(epoch: 5, sequence: 9, checksum: 0x0102_0304)
    head.snapshotCount = 2
    head.boundary = BlockMoment(epoch: 5, sequence: 8)
    let text = """
      454c4153544f424f00010314000000070000010203040506000000000000002a\
      000000060000000000000005deadbeef00000005000000000000000901020304\
      00000005000000000000000800000002000102030405060708090a0b0c0d0e0f\
      101112131415161718191a1b1c1d1e1f187c21b17055f00100000000
      """
    #expect(Self.hex(Array(head.encoded[..<124])) == text)
    #expect(head.encoded.count == 128)
    #expect(Self.hex(Array(head.encoded[124...])) == Self.checksum)
    #expect(try BlockHead(decoding: head.encoded, location: "test") == head)
  }

  /// CRC-32C of the 124 bytes above, computed bit by bit in Python.
  private static let checksum = "6a61c953"

  @Test func aHeadOfALaterFormatIsRefusedAsSuch() {
    var bytes = BlockHead(
      shift: 20, size: 0, volume: .init(repeating: 1, count: 16), writer: .init(repeating: 2, count: 16), time: 0
    ).encoded
    bytes[9] = 2
    let error = #expect(throws: StoreError.self) { _ = try BlockHead(decoding: bytes, location: "test") }
    #expect(error?.code == .unsupported)
  }

  @Test func everyDamagedByteOfAHeadIsNoticed() {
    let bytes = BlockHead(
      shift: 20, size: 5, volume: .init(repeating: 1, count: 16), writer: .init(repeating: 2, count: 16), time: 0
    ).encoded
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 0x10
      #expect(throws: StoreError.self) { _ = try BlockHead(decoding: damaged, location: "test") }
    }
    for count in 0..<bytes.count {
      #expect(throws: StoreError.self) { _ = try BlockHead(decoding: Array(bytes[..<count]), location: "test") }
    }
  }

  @Test func aReferenceIsTheseBytes() {
    let reference = BlockReference(epoch: 1, sequence: 0x0203, checksum: 0xE306_9283)
    var bytes: [UInt8] = []
    reference.encode(into: &bytes)
    #expect(Self.hex(bytes) == "000000010000000000000203e3069283")
    #expect(BlockReference(decoding: bytes[...]) == reference)
    // The check value of the catalogue of parametrised CRC algorithms.
    #expect(BlockChecksum.of(Array("123456789".utf8)) == 0xE306_9283)
  }

  @Test func aNodeIs1024References() {
    var node = BlockNode()
    #expect(node.isEmpty)
    node[1023] = BlockReference(epoch: 1, sequence: 2, checksum: 3)
    #expect(node.encoded.count == 16_384)
    #expect(Self.hex(Array(node.encoded[16_368...])) == "00000001000000000000000200000003")
    #expect(!node.isEmpty && node.isNone(1022) && !node.isNone(1023))
    #expect(BlockNode(decoding: [1, 2, 3]) == nil)
  }

  @Test func aSnapshotInTheCatalogueIsTheseBytes() {
    var catalogue = BlockCatalogue()
    catalogue.snapshots = [
      BlockSnapshot(
        time: 1_764_322_200_000_000_001, size: 4096,
        tree: BlockTree(root: BlockReference(epoch: 1, sequence: 2, checksum: 3), height: 2),
        moment: BlockMoment(epoch: 4, sequence: 5))
    ]
    let text = """
      187c21b17055f001000000000000100000000001000000000000000200000003\
      0000000400000000000000050200000000000000000000000000000000000000
      """
    #expect(Self.hex(catalogue.encoded) == text)
    #expect(BlockCatalogue(decoding: catalogue.encoded, count: 1) == catalogue)
    #expect(BlockCatalogue(decoding: catalogue.encoded, count: 2) == nil)
    #expect(catalogue.snapshots[0].id == "2025-11-28T09:30:00.000000001Z")
    #expect(catalogue["2025-11-28T09:30:00.000000001Z"] == catalogue.snapshots[0])
  }

  @Test func objectsHaveTheseKeys() throws {
    let layout = BlockLayout(key: "disks/a")
    let volume: [UInt8] = Array(0..<16)
    let reference = BlockReference(epoch: 10, sequence: 11, checksum: 12)
    #expect(layout.head == "disks/a/head")
    #expect(layout.lease == "disks/a/lease")
    let key = layout.object(reference, height: 2, index: 0xABC, volume: volume)
    #expect(key == "disks/a/000102030405060708090a0b0c0d0e0f/2/0000000000000abc.0000000a.000000000000000b")
    let parsed = try #require(BlockLayout.parse(key.dropFirst(layout.folder(volume).count + 2)))
    #expect(parsed.index == 0xABC && parsed.moment == reference.moment)
    #expect(
      layout.catalogue(reference, volume: volume)
        == "disks/a/000102030405060708090a0b0c0d0e0f/snapshots/0000000a.000000000000000b")
    for name in ["", "a.b.c", "0000000000000abc.0000000a", "0000000000000abg.0000000a.000000000000000b"] {
      #expect(BlockLayout.parse(name[...]) == nil)
    }
  }

  private static func hex(_ bytes: [UInt8]) -> String { bytes.map { BlockLayout.hex($0) }.joined() }
}
