import CElastoSystem
import Cryptography

/// A checksum of bytes that come in pieces. For one thread at a time.
struct S3ChecksumHasher {
  private enum State {
    case crc32c(UInt32)
    case crc64nvme(UInt64)
    case sha256(SHA256Hasher)
  }

  let algorithm: S3Checksum
  private var state: State

  init(_ algorithm: S3Checksum) throws(CryptographyError) {
    self.algorithm = algorithm
    switch algorithm {
    case .crc32c: state = .crc32c(0)
    case .crc64nvme: state = .crc64nvme(0)
    case .sha256: state = .sha256(try SHA256Hasher())
    }
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    switch state {
    case .crc32c(let crc): state = .crc32c(elasto_crc32c(crc, bytes.baseAddress, bytes.count))
    case .crc64nvme(let crc): state = .crc64nvme(elasto_crc64nvme(crc, bytes.baseAddress, bytes.count))
    case .sha256(let hasher): hasher.update(bytes)
    }
  }

  /// The checksum as header fields carry it: its bytes, most significant first, in Base64. May be asked for once.
  func finish() -> String {
    switch state {
    case .crc32c(let crc): Self.text(of: crc)
    case .crc64nvme(let crc): Self.text(of: crc)
    case .sha256(let hasher): Base64.encode(hasher.finish().bytes)
    }
  }

  private static func text(of value: some FixedWidthInteger) -> String {
    Base64.encode(withUnsafeBytes(of: value.bigEndian) { Array($0) })
  }
}
