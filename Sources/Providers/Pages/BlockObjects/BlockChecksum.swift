import CElastoSystem

/// CRC-32C (RFC 3720, section 12.1), which every object of a volume is compared with when it is read.
enum BlockChecksum {
  static func of(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { elasto_crc32c(0, $0.baseAddress, $0.count) } }
}
