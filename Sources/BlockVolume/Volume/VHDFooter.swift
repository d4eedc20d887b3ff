/// The footer of a fixed VHD: the last 512 bytes of the image (Virtual Hard Disk Image Format Specification, 1.0).
///
///       0  cookie "conectix"           8
///       8  features, 2                 4
///      12  version, 0x00010000         4
///      16  offset of more, none        8
///      24  seconds since 2000          4
///      28  creating program            4
///      32  its version                 4
///      36  its system                  4
///      40  original size               8
///      48  size                        8
///      56  cylinders 2, heads 1, sectors of a track 1
///      60  type, 2 is fixed            4
///      64  checksum                    4
///      68  id                         16
///      84  saved state                 1
///      85  zeros                     427
///
/// Numbers are big-endian. The checksum is the complement of the sum of all other bytes.
package struct VHDFooter: Sendable, Hashable {
  package static let length = 512
  private static let cookie = Array("conectix".utf8)
  /// Whose images qemu, Hyper-V and Azure take to be as large as the footer says, not as large as its geometry.
  private static let program = Array("win ".utf8)
  private static let system = Array("Wi2k".utf8)

  /// Bytes of the disk.
  package var size: UInt64
  /// Bytes that it had when it was made.
  var originalSize: UInt64
  /// Seconds since 2000-01-01 00:00 UTC.
  var created: UInt32
  /// 16 bytes.
  var id: [UInt8]

  package var encoded: [UInt8] {
    var bytes = Self.cookie
    bytes.append(bigEndian: 2 as UInt32)
    bytes.append(bigEndian: 0x0001_0000 as UInt32)
    bytes.append(bigEndian: UInt64.max)
    bytes.append(bigEndian: created)
    bytes += Self.program
    bytes.append(bigEndian: 0x0006_0003 as UInt32)
    bytes += Self.system
    bytes.append(bigEndian: originalSize)
    bytes.append(bigEndian: size)
    let geometry = Geometry(sectors: size / 512)
    bytes.append(bigEndian: geometry.cylinders)
    bytes += [geometry.heads, geometry.sectors]
    bytes.append(bigEndian: 2 as UInt32)
    bytes.append(bigEndian: 0 as UInt32)
    bytes += id
    bytes += [UInt8](repeating: 0, count: Self.length - bytes.count)
    let sum = Self.checksum(bytes)
    for index in 0..<4 { bytes[64 + index] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * index)) }
    return bytes
  }

  /// Throws `.corrupted` for what is no footer, does not have its checksum, or does not fit a disk of `stored` bytes with
  /// the footer.
  package init(decoding bytes: [UInt8], stored: Int64, location: String) throws(BlockError) {
    guard bytes.count == Self.length, bytes.starts(with: Self.cookie) else {
      throw Self.lie("has no footer of a VHD", location)
    }
    var fields = BigEndianFields(bytes.dropFirst(8))
    guard
      let _: UInt32 = fields.next(), let version: UInt32 = fields.next(), let more: UInt64 = fields.next(),
      let created: UInt32 = fields.next(), fields.bytes(12) != nil, let originalSize: UInt64 = fields.next(),
      let size: UInt64 = fields.next(), fields.bytes(4) != nil, let type: UInt32 = fields.next(),
      let checksum: UInt32 = fields.next(), let id = fields.bytes(16)
    else { throw Self.lie("has no footer of a VHD", location) }
    guard checksum == Self.checksum(bytes) else { throw Self.lie("has a footer with a wrong checksum", location) }
    guard version >> 16 == 1, type == 2, more == .max else {
      throw Self.lie("is a VHD of another kind: only fixed ones are disks as they are", location)
    }
    guard size % 512 == 0, Int64(exactly: size).map({ VolumeFormat.vhd.stored($0) == stored }) ?? false else {
      throw Self.lie(
        "has a footer that tells of \(size) bytes, and has room for \(stored - Int64(Self.length))", location)
    }
    self.size = size
    self.originalSize = originalSize
    self.created = created
    self.id = id
  }

  package init(size: UInt64, created: UInt32, id: [UInt8]) {
    self.size = size
    originalSize = size
    self.created = created
    self.id = id
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~(bytes[..<64].reduce(0 as UInt32) { $0 + UInt32($1) } + bytes[68...].reduce(0 as UInt32) { $0 + UInt32($1) })
  }

  private static func lie(_ what: String, _ location: String) -> BlockError {
    BlockError(
      .corrupted, "the image \(what); nothing was changed: look at it with qemu-img info, or declare it raw",
      location: location)
  }
}

extension VHDFooter {
  /// Cylinders, heads and sectors for programs of old, by the specification's appendix.
  struct Geometry: Sendable, Hashable {
    var cylinders: UInt16
    var heads: UInt8
    var sectors: UInt8

    init(sectors all: UInt64) {
      let total = min(all, 65535 * 16 * 255)
      var (track, heads, tracks): (UInt64, UInt64, UInt64)
      if total >= 65535 * 16 * 63 {
        (track, heads, tracks) = (255, 16, total / 255)
      } else {
        (track, tracks) = (17, total / 17)
        heads = max(4, (tracks + 1023) / 1024)
        if tracks >= heads * 1024 || heads > 16 { (track, heads, tracks) = (31, 16, total / 31) }
        if tracks >= heads * 1024 { (track, heads, tracks) = (63, 16, total / 63) }
      }
      cylinders = UInt16(truncatingIfNeeded: tracks / heads)
      self.heads = UInt8(truncatingIfNeeded: heads)
      sectors = UInt8(truncatingIfNeeded: track)
    }
  }
}
