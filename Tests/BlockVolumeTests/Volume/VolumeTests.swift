import Foundation
import Providers
import ProvidersTesting
import Testing

@testable import BlockVolume

@Suite struct VolumeTests {
  private static let size: Int64 = 3 << 20

  @Test(arguments: VolumeBacking.allCases, VolumeFormat.allCases)
  func isMadeFoundWrittenGrownAndDeleted(_ backing: VolumeBacking, _ format: VolumeFormat) async throws {
    let place = try await backing.place(in: TemporaryFolder())
    #expect(try await Volume.inspect(place) == nil)
    let facts = VolumeFacts(format: format, size: Self.size, preventDestroy: false, keyCheck: [0, 15, 255])
    try await Volume.create(place, facts)
    #expect(try await Volume.inspect(place) == facts)

    let volume = try await Volume.open(place, name: "disk", .writing)
    #expect(volume.device.size == Self.size)
    let bytes = IOBuffer((0..<4096).map { UInt8(truncatingIfNeeded: $0 / 16) }).whole
    try await volume.device.write(bytes, at: Self.size - 4096, .durable)
    try await volume.resize(to: 5 << 20)
    #expect(volume.device.size == 5 << 20)
    try await volume.close()

    var grown = facts
    grown.size = 5 << 20
    #expect(try await Volume.inspect(place) == grown)
    let again = try await Volume.open(place, name: "disk", .reading)
    let found = IOBuffer(capacity: 8192).whole
    try await again.device.read(into: found, at: Self.size - 4096)
    #expect(found.array == bytes.array + [UInt8](repeating: 0, count: 4096))
    #expect(again.device.isReadOnly)
    try await again.close()

    try await Volume.delete(place)
    try await Volume.delete(place)
    #expect(try await Volume.inspect(place) == nil)
    let left = try await place.store.list(prefix: "", after: nil, limit: 10).objects.filter {
      $0.key.hasPrefix(place.key)
    }
    #expect(left.isEmpty)
  }

  @Test(arguments: VolumeBacking.images)
  func qemuSeesAVHDAsLargeAsItIs(_ backing: VolumeBacking) async throws {
    let folder = try TemporaryFolder()
    let place = try await backing.place(in: folder)
    try await Volume.create(place, VolumeFacts(format: .vhd, size: Self.size))
    let volume = try await Volume.open(place, name: "disk", .writing)
    let noise = (0..<65536).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) }
    try await volume.device.write(IOBuffer(noise).whole, at: 1 << 20, .durable)
    try await volume.resize(to: 7 << 20)
    try await volume.download(to: folder.path + "/image.vhd")
    let raw = try await SparseFilePages.create(at: folder.path + "/image.raw", size: 7 << 20)
    try await raw.write(noise, at: 1 << 20)
    try await raw.close()
    try await volume.close()

    let answer = try ProgramRun.output(
      of: "/usr/bin/qemu-img", ["info", "-f", "vpc", "--output=json", folder.path + "/image.vhd"], input: [])
    let info = try #require(try JSONSerialization.jsonObject(with: answer) as? [String: Any])
    #expect(info["virtual-size"] as? Int == 7 << 20)
    _ = try ProgramRun.output(
      of: "/usr/bin/qemu-img",
      ["compare", "-f", "vpc", "-F", "raw", folder.path + "/image.vhd", folder.path + "/image.raw"], input: [])
  }

  @Test(arguments: VolumeBacking.allCases)
  func twoWritersAreOneAndThenTheOther(_ backing: VolumeBacking) async throws {
    let place = try await backing.place(in: TemporaryFolder())
    try await Volume.create(place, VolumeFacts(format: .raw, size: Self.size))
    let first = try await Volume.open(place, name: "first", .writing)
    let block = IOBuffer([UInt8](repeating: 1, count: 512)).whole
    for attempt in 0..<2 {
      let error = await #expect(throws: BlockError.self) { try await Volume.open(place, name: "second", .writing) }
      #expect(error?.code == .fenced)
      // The one who was refused has not disturbed the other.
      try await first.device.write(block, at: Int64(attempt) * 512, .durable)
    }
    let deleting = await #expect(throws: BlockError.self) { try await Volume.delete(place) }
    #expect(deleting?.code == .fenced)
    let reader = try await Volume.open(place, name: "reader", .reading)
    try await reader.close()
    try await first.close()
    let second = try await Volume.open(place, name: "second", .writing)
    try await second.device.write(block, at: 0, .durable)
    try await second.close()
  }

  @Test(arguments: [VolumeBacking.azure, .objects])
  func theSameHolderTakesOverWhatItHeldBeforeItWasKilled(_ backing: VolumeBacking) async throws {
    let place = try await backing.place(in: TemporaryFolder())
    try await Volume.create(place, VolumeFacts(format: .raw, size: Self.size))
    let holder = PageLease.newID()
    let killed = try await Volume.open(place, name: "killed", .writing, holder: holder)
    let volume = try await Volume.open(place, name: "again", .writing, holder: holder)
    try await volume.device.write(IOBuffer([UInt8](repeating: 1, count: 512)).whole, at: 0, .durable)
    if backing == .objects {
      // A paused one that wakes up changes nothing.
      let late = await #expect(throws: BlockError.self) {
        try await killed.device.write(IOBuffer([UInt8](repeating: 2, count: 512)).whole, at: 0, .durable)
      }
      #expect(late?.code == .fenced)
    }
    let found = IOBuffer(capacity: 512).whole
    try await volume.device.read(into: found, at: 0)
    #expect(found.array == [UInt8](repeating: 1, count: 512))
    try await volume.close()
  }

  /// Whatever a killed process leaves of making or growing, the same command ends it.
  @Test(arguments: VolumeBacking.allCases, VolumeFormat.allCases)
  func whatWasLeftInTheMiddleIsGoneOnWith(_ backing: VolumeBacking, _ format: VolumeFormat) async throws {
    let place = try await backing.place(in: TemporaryFolder())
    let facts = VolumeFacts(format: format, size: Self.size)
    let making = VolumeRecord(facts, pending: VolumeRecord.Change(from: nil, to: Self.size))
    try await making.write(place)
    #expect(try await Volume.inspect(place) == nil)
    let image = try await place.namespace.createPages(place.key, size: format.stored(Self.size), contentType: nil)
    try await image.close()
    #expect(try await Volume.inspect(place) == nil)
    try await Volume.create(place, facts)
    #expect(try await Volume.inspect(place) == facts)

    let growing = VolumeRecord(facts, pending: VolumeRecord.Change(from: Self.size, to: 4 << 20))
    try await growing.write(place)
    let volume = try await Volume.open(place, name: "disk", .writing)
    #expect(volume.device.size == 4 << 20)
    let found = IOBuffer(capacity: 4 << 20).whole
    try await volume.device.read(into: found, at: 0)
    #expect(found.isZero)
    try await volume.close()
  }

  /// The request is sent again then, and finds what it has made.
  @Test(arguments: VolumeBacking.allCases, VolumeFormat.allCases)
  func isMadeAlthoughTheReplyIsLost(_ backing: VolumeBacking, _ format: VolumeFormat) async throws {
    var place = try await backing.place(in: TemporaryFolder())
    place.namespace = LosingNamespace(base: place.namespace)
    let facts = VolumeFacts(format: format, size: Self.size)
    try await Volume.create(place, facts)
    #expect(try await Volume.inspect(place) == facts)
  }

  @Test(arguments: VolumeBacking.images)
  func nothingIsOverwritten(_ backing: VolumeBacking) async throws {
    let place = try await backing.place(in: TemporaryFolder())
    let image = try await place.namespace.createPages(place.key, size: 1 << 20, contentType: nil)
    try await image.write([UInt8](repeating: 9, count: 512), at: 0)
    try await image.close()
    await #expect(throws: BlockError.self) {
      try await Volume.create(place, VolumeFacts(format: .raw, size: Self.size))
    }
    #expect(try await !place.store.exists(place.recordKey))
    let error = await #expect(throws: BlockError.self) { try await Volume.open(place, name: "disk", .writing) }
    #expect(error?.code == .notFound)
    let kept = try await place.namespace.openPages(place.key, .reading)
    #expect(try await kept.read(0..<512) == [UInt8](repeating: 9, count: 512))
  }

  @Test func aFooterThatLiesIsRefusedAndNothingChanges() async throws {
    let folder = try TemporaryFolder()
    let place = try await VolumeBacking.file.place(in: folder)
    try await Volume.create(place, VolumeFacts(format: .vhd, size: Self.size))
    let image = try await SparseFilePages.open(at: place.description)
    try await image.write([0xFF], at: Self.size + 50)
    let before = try await image.read(0..<Self.size + 512)
    let error = await #expect(throws: BlockError.self) { try await Volume.open(place, name: "disk", .writing) }
    #expect(error?.code == .corrupted)
    #expect(try await image.read(0..<Self.size + 512) == before)
    try await image.close()
  }

  @Test(
    arguments: [(.raw, 0), (.raw, 511), (.vhd, 512), (.vhd, 0), (.raw, -512), (.raw, .max / 512 * 512)]
      as [(VolumeFormat, Int64)])
  func sizesThatCannotBeAreRefused(_ format: VolumeFormat, _ size: Int64) async throws {
    let place = try await VolumeBacking.objects.place(in: TemporaryFolder())
    await #expect(throws: BlockError.self) { try await Volume.create(place, VolumeFacts(format: format, size: size)) }
    #expect(try await !place.store.exists(place.recordKey))
  }
}
