import Testing

@testable import BlockVolume

/// The bytes that `docs/volume-cache.md` promises.
@Suite struct JournalFormatTests {
  @Test func aRecordHasItsNumbersAtTheirPlaces() throws {
    let record = JournalRecord(
      kind: .write, sequence: 0x0102, epoch: 3, range: 4096..<4608, journal: 0x0A0B_0C0D_0E0F_1011, incarnation: 5,
      checksum: 0xDEAD_BEEF, payload: 512)
    let bytes = record.encode()
    #expect(bytes.count == 64)
    #expect(Array(bytes[0..<8]) == Array("EJR1".utf8) + [1, 0, 0, 0])
    #expect(Array(bytes[8..<24]) == [0, 0, 0, 0, 0, 0, 1, 2] + [0, 0, 0, 0, 0, 0, 0, 3])
    #expect(Array(bytes[24..<40]) == [0, 0, 0, 0, 0, 0, 0x10, 0] + [0, 0, 0, 0, 0, 0, 2, 0])
    #expect(Array(bytes[40..<48]) == [0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x10, 0x11])
    #expect(Array(bytes[48..<60]) == [0, 0, 0, 5, 0xDE, 0xAD, 0xBE, 0xEF, 0, 0, 2, 0])
    #expect(JournalRecord(decoding: bytes) == record)
  }

  @Test func aSuperblockComesBackAndNoBitOfItMayChange() throws {
    let block = JournalSuperblock(
      isClean: true, incarnation: 2, generation: 9, volumeSize: 1 << 30, ring: 1 << 20, fileSize: 2 << 20, tail: 640,
      sequence: 11, epoch: 4, resumed: 10, journal: 77, volumeID: "az:account/container/disk é")
    let bytes = block.encode()
    #expect(bytes.count == 4096 && bytes.starts(with: Array("ELASTOWB".utf8) + [0, 1, 1, 0]))
    #expect(JournalSuperblock.read(bytes) == .valid(block))
    for bit in stride(from: 64, to: 4096 * 8, by: 37) {
      var changed = bytes
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(JournalSuperblock.read(changed) == .damaged)
    }
  }

  @Test(arguments: [(0, 1), (1, 0), (.max, 1)] as [(UInt64, UInt64)])
  func aSuperblockThatDoesNotCountFromOneIsDamaged(sequence: UInt64, epoch: UInt64) {
    let block = JournalSuperblock(
      isClean: true, incarnation: 1, generation: 1, volumeSize: 4096, ring: 4096, fileSize: 32 << 10,
      sequence: sequence, epoch: epoch, journal: 1, volumeID: "disk")
    #expect(JournalSuperblock.read(block.encode()) == .damaged)
  }

  @Test func aMarkComesBack() {
    let mark = DurableMark(journal: 1, sequence: 2)
    #expect(mark.encode().starts(with: Array("ELASTODM".utf8)))
    #expect(DurableMark(decoding: mark.encode()) == mark)
  }

  @Test func requestsAreJoinedAndCutAtMultiplesOfTheLargest() {
    var map = IntervalMap()
    func add(_ range: Range<Int64>, _ source: IntervalMap.Source) {
      map.insert(IntervalMap.Piece(range: range, source: source, sequence: 1))
    }
    add(0..<1024, .bytes(at: 64))
    add(1024..<6144, .bytes(at: 5000))
    add(8192..<8704, .bytes(at: 100))
    add(8704..<1 << 40, .zeros(.released))
    let requests = DestageRequest.requests(for: map, largest: 4096)
    #expect(requests.map(\.range) == [0..<4096, 4096..<6144, 8192..<8704, 8704..<1 << 40])
    #expect(requests.map(\.zeros) == [nil, nil, nil, .released])
    #expect(requests[0].pieces.map(\.source) == [.bytes(at: 64), .bytes(at: 5000)])
    #expect(requests[1].pieces.map(\.source) == [.bytes(at: 5000 + 3072)])
  }
}
