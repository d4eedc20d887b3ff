import CElastoSystem
import Cryptography

/// Sums as header fields carry them.
enum Sums {
  static func md5(_ bytes: [UInt8]) -> String { md5(ByteSource([bytes[...]])) }

  static func md5(_ source: ByteSource) -> String {
    guard let hasher = try? MD5Hasher() else { return "" }
    var rest = source
    while let piece = rest.next(1 << 20) { piece.withUnsafeBytes { hasher.update($0) } }
    return StandardBase64.encode(hasher.finish())
  }

  /// CRC-64/NVME, the lowest byte first.
  static func crc64(_ bytes: [UInt8]) -> String { crc64(ByteSource([bytes[...]])) }

  static func crc64(_ source: ByteSource) -> String {
    var (rest, crc) = (source, UInt64(0))
    while let piece = rest.next(1 << 20) {
      crc = piece.withUnsafeBytes { elasto_crc64nvme(crc, $0.baseAddress, $0.count) }
    }
    return StandardBase64.encode(withUnsafeBytes(of: crc.littleEndian) { Array($0) })
  }
}
