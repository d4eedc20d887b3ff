import Cryptography
import HTTPTypes

/// Passes a download on, counts it, and sums it where the whole object is read.
final class S3DownloadSink: ByteSink {
  struct TooLong: Error {}

  private let sink: any ByteSink
  /// Bytes that may come; `nil` where that is not known beforehand.
  private let expected: Int64?
  private let algorithm: S3Checksum?
  // SAFETY: a transfer uses its sink from one thread at a time, and the sums are asked for after the transfer.
  private nonisolated(unsafe) var received: Int64 = 0
  private nonisolated(unsafe) var checksum: S3ChecksumHasher?
  private nonisolated(unsafe) var md5: MD5Hasher?
  private let wantsMD5: Bool

  init(_ sink: any ByteSink, expected: Int64?, checksum: S3Checksum? = nil, md5: Bool = false) {
    self.sink = sink
    self.expected = expected
    algorithm = checksum
    wantsMD5 = md5
    begin()
  }

  /// Bytes that came.
  var count: Int64 { received }

  /// MD5 is too slow for the thread that all transfers share.
  var mayBlock: Bool { wantsMD5 || sink.mayBlock }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    received += Int64(bytes.count)
    if let expected, received > expected { throw TooLong() }
    checksum?.update(bytes)
    md5?.update(bytes)
    try sink.write(bytes)
  }

  func restart() throws {
    begin()
    try sink.restart()
  }

  /// What contradicts the reply: `nil` where all that can be compared is equal. May be asked for once.
  func contradiction(of fields: HTTPFields) -> String? {
    if let checksum, let named = S3ObjectChecksum.value(checksum.algorithm, in: fields) {
      let value = checksum.finish()
      return value == named ? nil : "its \(checksum.algorithm.rawValue) is \(value), and the store kept \(named)"
    }
    guard let md5, let named = fields[.eTag].flatMap({ EntityTag.md5(EntityTag.bare($0)) }), Self.isMD5(fields) else {
      return nil
    }
    let value = md5.finish().reduce(into: "") { text, byte in
      text += byte < 16 ? "0" : ""
      text += String(byte, radix: 16)
    }
    return value == named ? nil : "its MD5 is \(value), and its ETag \(named)"
  }

  private func begin() {
    received = 0
    checksum = algorithm.flatMap { try? S3ChecksumHasher($0) }
    md5 = wantsMD5 ? try? MD5Hasher() : nil
  }

  /// Whether the ETag of an object is its MD5: not with keys of others than the store.
  private static func isMD5(_ fields: HTTPFields) -> Bool {
    let encryption = fields[.amz("server-side-encryption")]
    return (encryption == nil || encryption == "AES256")
      && fields[.amz("server-side-encryption-customer-algorithm")] == nil
  }
}
