import Cryptography

/// The ETags that S3 gives to what arrives in parts: a part's is the MD5 of its bytes, the object's is that of all
/// parts' MD5s one after another, `-`, and their number.
///
/// A store may have other ones, as for objects encrypted with keys of a key service; then nothing here is equal to
/// them, and nothing is concluded from them.
package enum MultipartETag {
  /// The ETag of an object of these parts, without quotes; `nil` where a part's own is no MD5.
  package static func text(of parts: [UploadedPart]) -> String? {
    var digests: [UInt8] = []
    for part in parts {
      guard let digest = bytes(ofHex: unquoted(part.etag)) else { return nil }
      digests += digest
    }
    guard !parts.isEmpty, let digest = try? MD5Hasher.digest(of: digests) else { return nil }
    return "\(hex(digest))-\(parts.count)"
  }

  /// Whether `part` arrived with these bytes.
  static func isOf(_ bytes: [UInt8], _ part: UploadedPart) -> Bool {
    guard part.size == bytes.count, let digest = try? MD5Hasher.digest(of: bytes) else { return false }
    return unquoted(part.etag) == hex(digest)
  }

  package static func unquoted(_ etag: String) -> String {
    var text = etag[...]
    if text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count >= 2 { text = text.dropFirst().dropLast() }
    return text.lowercased()
  }

  package static func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }.joined()
  }

  /// 16 bytes of 32 digits, `nil` for anything else.
  private static func bytes(ofHex text: String) -> [UInt8]? {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard text.utf8.count == 32, digits.count == 32 else { return nil }
    return stride(from: 0, to: 32, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
