import Cryptography
import HTTPTypes

/// Passes a download on, counts it, and sums it as the reply will have it.
final class AzureDownloadSink: ByteSink {
  struct TooLong: Error {}

  enum Sum {
    /// Of the whole blob, as it was stored.
    case md5
    /// Of the bytes that the service sends.
    case crc64
  }

  private let sink: any ByteSink
  private let sum: Sum?
  /// Bytes that may come; `nil` where that is not known beforehand.
  private let expected: Int64?
  // SAFETY: a transfer uses its sink from one thread at a time, and the sums are asked for after the transfer.
  private nonisolated(unsafe) var received: Int64 = 0
  private nonisolated(unsafe) var md5: MD5Hasher?
  private nonisolated(unsafe) var crc64: S3ChecksumHasher?

  init(_ sink: any ByteSink, sum: Sum?, expected: Int64? = nil) {
    self.sink = sink
    self.sum = sum
    self.expected = expected
    begin()
  }

  /// Bytes that came.
  var count: Int64 { received }

  /// MD5 is too slow for the thread that all transfers share.
  var mayBlock: Bool { sum == .md5 || sink.mayBlock }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    received += Int64(bytes.count)
    if let expected, received > expected { throw TooLong() }
    crc64?.update(bytes)
    md5?.update(bytes)
    try sink.write(bytes)
  }

  func restart() throws {
    begin()
    try sink.restart()
  }

  /// What contradicts the reply: `nil` where all that can be compared is equal. May be asked for once.
  func contradiction(of fields: HTTPFields) -> String? {
    if let md5, let named = fields[.contentMD5] {
      let value = Base64.encode(md5.finish())
      return value == named ? nil : "its MD5 is \(value), and the store kept \(named)"
    }
    if let crc64, let named = fields[.ms("content-crc64")] {
      let value = AzureChecksum.text(ofCRC64: crc64.finish())
      return value == named ? nil : "its CRC-64 is \(value), and the store sent \(named)"
    }
    return nil
  }

  private func begin() {
    received = 0
    md5 = sum == .md5 ? try? MD5Hasher() : nil
    crc64 = sum == .crc64 ? try? S3ChecksumHasher(.crc64nvme) : nil
  }
}

/// CRC-64 as the blob service writes it: the same value as S3's CRC64NVME, its lowest byte first.
enum AzureChecksum {
  /// - Parameter text: as S3 writes it, in Base64.
  static func text(ofCRC64 text: String) -> String { Base64.encode((Base64.decode(text) ?? []).reversed()) }
}
