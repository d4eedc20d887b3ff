import Cryptography

/// Looks at every byte of a pack. For one thread at a time.
final class PackInspector {
  /// What a pack turned out to hold, and what is wrong with it.
  struct Result: Sendable {
    /// By its own header; `nil` when that cannot be read.
    var entries: [PackEntry]?
    var findings: [CheckFinding] = []
  }

  private let hasher: SHA256Hasher
  private let sealer: Sealer
  private let opener: BlobOpener

  init(_ key: MasterKey) throws {
    hasher = try SHA256Hasher()
    sealer = try Sealer(key)
    opener = try BlobOpener(key)
  }

  /// - Parameters:
  ///   - known: what the index says of the pack, for when its own header is lost.
  func inspect(_ pack: StorageID, _ bytes: [UInt8], known: [PackEntry]) -> Result {
    var result = Result()
    let file = RepositoryFile.pack.path(pack)
    let actual = hasher.digest(of: bytes)
    if actual != pack {
      result.findings.append(
        CheckFinding(
          .error, .packDamaged,
          "its content has changed: it has the hash \(actual.short)…; put it back from a copy of the repository, or "
            + "back up again what the blobs below belong to, and `repair`", file: file))
    }
    do throws(RepositoryError) {
      result.entries = try header(bytes, file)
    } catch {
      result.findings.append(CheckFinding(.error, .packHeader, error.message, file: file))
    }
    for entry in result.entries ?? known {
      if let finding = open(entry, bytes, file) { result.findings.append(finding) }
    }
    return result
  }

  private func header(_ bytes: [UInt8], _ file: String) throws(RepositoryError) -> [PackEntry] {
    let trailer = PackHeader.trailerLength
    guard bytes.count > trailer + SealedForm.overhead else { throw Self.damaged("it is too short to be a pack", file) }
    let length = bytes.suffix(trailer).reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length >= SealedForm.overhead, length <= bytes.count - trailer, length <= PackHeader.maximumLength else {
      throw Self.damaged("it does not end with the length of its header", file)
    }
    let start = bytes.count - trailer - length
    var plaintext = [UInt8](repeating: 0, count: length - SealedForm.overhead)
    let isOpen =
      (try? bytes[start..<start + length].withUnsafeBytes { sealed in
        try plaintext.withUnsafeMutableBytes { try sealer.open(sealed, into: $0) != nil }
      }) ?? false
    guard isOpen else { throw Self.damaged("its header cannot be decrypted", file) }
    return try plaintext.span.bytes.withUnsafeBytes { (plaintext) throws(RepositoryError) in
      try PackHeader.decode(plaintext, blobsLength: Int64(start), location: file)
    }
  }

  private static func damaged(_ what: String, _ file: String) -> RepositoryError {
    RepositoryError(.damaged, "\(what); `repair` builds the index from what is left", location: file)
  }

  private func open(_ entry: PackEntry, _ bytes: [UInt8], _ file: String) -> CheckFinding? {
    let end = Int(entry.offset) + Int(entry.length)
    guard end <= bytes.count else {
      return CheckFinding(
        .error, .blobDamaged, "\(entry.kind.name) blob \(entry.id) lies behind the pack's end", file: file)
    }
    do throws(RepositoryError) {
      try bytes.span.bytes.withUnsafeBytes { (bytes) throws(RepositoryError) in
        _ = try opener.open(
          UnsafeRawBufferPointer(rebasing: bytes[Int(entry.offset)..<end]), id: entry.id,
          uncompressedLength: entry.uncompressedLength, location: file)
      }
      return nil
    } catch {
      return CheckFinding(
        .error, .blobDamaged,
        "\(entry.kind.name) \(error.message.prefix { $0 != ";" }); back up again what it belongs to, and `repair`",
        file: file)
    }
  }
}
