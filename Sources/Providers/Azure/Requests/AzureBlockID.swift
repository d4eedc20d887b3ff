/// The name of a block: which upload it is of, which part, when it was sent, and the MD5 of its bytes.
///
/// The service lists nothing of a block but its name and size. With these in the name a later run knows what it has
/// already sent, and of two blocks for one part, which is the newer.
///
///     0       8      12              20              36
///     | upload | part | sent (ns)      | MD5            |      big-endian
struct AzureBlockID: Hashable {
  static let length = 36

  var upload: UInt64
  /// 0 for the mark that an upload was begun.
  var part: UInt32
  var sent: UInt64
  /// Zeros where the bytes never came by here.
  var md5: [UInt8]

  /// What the service is given: Base64.
  var text: String {
    func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
    return Base64.encode(bytes(upload) + bytes(part) + bytes(sent) + md5)
  }

  init(upload: UInt64, part: UInt32, sent: UInt64, md5: [UInt8]) {
    self.upload = upload
    self.part = part
    self.sent = sent
    self.md5 = md5
  }

  /// `nil` for a block of another program.
  init?(_ text: String) {
    guard let bytes = Base64.decode(text), bytes.count == Self.length else { return nil }
    func number<Number: FixedWidthInteger>(_ range: Range<Int>) -> Number {
      bytes[range].reduce(0) { $0 << 8 | Number($1) }
    }
    self.init(upload: number(0..<8), part: number(8..<12), sent: number(12..<20), md5: Array(bytes[20...]))
  }

  /// The part's ETag: the MD5 in hexadecimal.
  var etag: String { md5.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }
}
