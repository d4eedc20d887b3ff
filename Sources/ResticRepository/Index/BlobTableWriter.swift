import Cryptography
import Glibc

/// Writes a `BlobTable` from front to back; records must come in ascending order.
final class BlobTableWriter {
  private let descriptor: Int32
  private let output: BufferedFileWriter
  private var header: BlobTable.Header
  private var fanOut: [UInt32]
  private var lastBucket = 0
  private var lastRecord: BlobRecord?

  /// - Parameter expectedRecords: decides how fine the fan-out is; need not be exact.
  init(
    descriptor: Int32, indexFiles: [StorageID], packs: [PackRecord], expectedRecords: Int
  ) throws {
    self.descriptor = descriptor
    output = BufferedFileWriter(descriptor: descriptor)
    header = BlobTable.Header()
    header.indexFileCount = UInt64(indexFiles.count)
    header.packCount = UInt64(packs.count)
    // About ten records for each entry of the fan-out: half a kilobyte to read for a look.
    var bits: UInt64 = 0
    while bits < BlobTable.Header.maximumFanOutBits, expectedRecords >> (Int(bits) + 4) > 0 { bits += 1 }
    header.fanOutBits = bits
    fanOut = [UInt32](repeating: 0, count: (1 << Int(bits)) + 1)
    // The header is written last; its place is left empty.
    try output.write([UInt8](repeating: 0, count: BlobTable.Header.length))
    for id in indexFiles {
      try id.withBytes { try write($0) }
    }
    try packs.withUnsafeBytes { try write($0) }
  }

  /// Adds a record unless it is the one added last.
  func append(_ record: BlobRecord) throws {
    if let lastRecord, !(lastRecord < record) { return }
    lastRecord = record
    let bucket = header.fanOutBits == 0 ? 0 : Int(record.prefix >> (64 - header.fanOutBits))
    while lastBucket < bucket {
      lastBucket += 1
      fanOut[lastBucket] = UInt32(truncatingIfNeeded: header.recordCount)
    }
    header.recordCount += 1
    try withUnsafeBytes(of: record) { try write($0) }
  }

  /// Ends the file: with a tag where a key is given.
  func finish(key: HMAC?) throws {
    while lastBucket + 1 < fanOut.count {
      lastBucket += 1
      fanOut[lastBucket] = UInt32(truncatingIfNeeded: header.recordCount)
    }
    try fanOut.withUnsafeBytes { try write($0) }
    try output.flush()
    try withUnsafeBytes(of: header) { try output.overwrite($0, at: 0) }
    guard let key, let end = header.bodyEnd else { return }
    let body = try BlobTableTag.digest(of: descriptor, until: end)
    try BlobTableTag.tag(of: header, body: body, key: key).withBytes { try output.write($0) }
    try output.flush()
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws { try output.write(bytes) }
}
