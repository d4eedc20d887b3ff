import Cryptography

extension PartBench {
  static func digests(_ data: BenchData) throws -> [PartBench] {
    try [4 << 10, 64 << 10].map { count in
      let batch = try SHA256Batch()
      let pieces = data.pieces(of: count)
      return PartBench(name: "sha256 64 × \(count >> 10) KiB") {
        var mixed: UInt64 = 0
        for start in stride(from: 0, to: pieces.count, by: 64) {
          for digest in batch.digests(of: Array(pieces[start..<min(start + 64, pieces.count)])) {
            mixed ^= digest.withBytes { $0.load(as: UInt64.self) }
          }
        }
        return (pieces.count * pieces[0].count, "xor \(String(mixed, radix: 16))")
      }
    }
      + [4 << 10, 1 << 20].map { count in
        let hasher = try SHA256Hasher()
        let pieces = data.pieces(of: count)
        return PartBench(name: "sha256 \(count >> 10) KiB") {
          var mixed: UInt64 = 0
          for piece in pieces { mixed ^= hasher.digest(of: piece).withBytes { $0.load(as: UInt64.self) } }
          return (pieces.count * pieces[0].count, "xor \(String(mixed, radix: 16))")
        }
      }
  }

  /// AES-256-CTR, then Poly1305-AES of the ciphertext, as every blob is sealed.
  static func sealing(_ data: BenchData) throws -> [PartBench] {
    try [4 << 10, 1 << 20].map { count in
      let key = try SecureRandom.bytes(64)
      let cipher = try key[..<32].withUnsafeBytes { try AES256CTR(key: $0) }
      let authenticator = try key[32..<48].withUnsafeBytes { k in
        try key[48...].withUnsafeBytes { try Poly1305AES(k: k, r: $0) }
      }
      let pieces = data.pieces(of: count)
      let output = UnsafeMutableRawBufferPointer.allocate(byteCount: pieces[0].count, alignment: 64)
      let tag = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 16)
      let iv = UnsafeRawBufferPointer(UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 16))
      return PartBench(name: "aes-ctr+poly1305 \(count >> 10) KiB") {
        for piece in pieces {
          try cipher.apply(iv: iv, input: piece, output: output)
          try authenticator.tag(nonce: iv, message: UnsafeRawBufferPointer(output), into: tag)
        }
        return (pieces.count * pieces[0].count, "")
      }
    }
  }
}
