public import Cryptography

/// The file `config`: what a repository is. Sealed, and never rewritten.
///
///     {"version":2,"id":"64 digits","chunker_polynomial":"25b468838dcb75"}
///
/// and, in repositories that do not cut with restic's chunker, `"elasto_chunker":"…"`, which restic ignores and keeps.
/// Source: restic's design document, "Repository Layout".
public struct RepositoryConfig: Sendable, Hashable {
  /// Of the format, as restic counts.
  public var version: Int
  /// Random, chosen when the repository was made.
  public var id: StorageID
  /// Of restic's chunker; degree 53.
  public var chunkerPolynomial: UInt64
  /// The id of another chunker; `nil` for restic's.
  public var chunker: String?

  /// The version that is written.
  public static let currentVersion = 2
  /// The versions that are read. Version 1 knows no compression.
  public static let supportedVersions = 1...2

  public init(id: StorageID, chunkerPolynomial: UInt64, chunker: String? = nil) {
    version = Self.currentVersion
    self.id = id
    self.chunkerPolynomial = chunkerPolynomial
    self.chunker = chunker
  }

  func encoded() -> [UInt8] {
    var output = JSONOutput(capacity: 256)
    output.append("{\"version\":")
    output.append(Int64(version))
    output.append(",\"id\":")
    output.append(id)
    output.append(",\"chunker_polynomial\":")
    output.appendString(String(chunkerPolynomial, radix: 16))
    if let chunker {
      output.append(",\"elasto_chunker\":")
      output.appendString(chunker)
    }
    output.append("}")
    return output.withBytes { Array($0) }
  }

  init(decoding bytes: UnsafeRawBufferPointer) throws(JSONFault) {
    var scanner = JSONScanner(bytes)
    var version: UInt64?
    var id: StorageID?
    var polynomial: UInt64?
    var chunker: String?
    try scanner.expect(UInt8(ascii: "{"))
    var isFirst = true
    while let key = try scanner.nextKey(isFirst: &isFirst) {
      switch scanner.text(key) {
      case "version": version = try scanner.unsigned(upTo: 1 << 31)
      case "id": id = try scanner.id()
      case "chunker_polynomial": polynomial = UInt64(try scanner.text(), radix: 16)
      case "elasto_chunker": chunker = try scanner.optionalText()
      default: try scanner.skipValue()
      }
    }
    try scanner.expectEnd()
    guard let version, let id, let polynomial else {
      throw scanner.fault("the version, the id or the polynomial is missing")
    }
    self.version = Int(version)
    self.id = id
    chunkerPolynomial = polynomial
    self.chunker = chunker
  }
}
