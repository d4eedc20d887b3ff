import CElastoSystem

/// CRC-32C (RFC 3720, section 12.1).
enum CRC32C {
  static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
    [UInt8](bytes).withUnsafeBytes { elasto_crc32c(0, $0.baseAddress, $0.count) }
  }

  static func of(_ slice: IOSlice) -> UInt32 {
    slice.withBytes { elasto_crc32c(0, $0.baseAddress, $0.count) }
  }
}
