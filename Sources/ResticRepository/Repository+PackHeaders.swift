import Cryptography
import Providers

extension Repository {
  /// What a pack holds, by its own header; `size` is that of the file.
  ///
  /// Needs no index: one request for the end of the file, two when there are very many blobs.
  package func readPackHeader(_ pack: StorageID, size: Int64) async throws(RepositoryError) -> [PackEntry] {
    let location = location(.pack, pack)
    let trailer = Int64(PackHeader.trailerLength)
    guard size > trailer + Int64(SealedForm.overhead) else {
      throw RepositoryError(
        .damaged, "the pack has only \(size) bytes; `check --read-data` shows what is lost", location: location)
    }
    // A header of a few hundred entries comes along with its length.
    let guess = min(size, 16 << 10)
    var tail = try await readPack(pack, size - guess..<size)
    let headerLength = Int64(
      tail.withUnsafeBytes { UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: $0.count - 4, as: UInt32.self)) })
    guard headerLength >= Int64(SealedForm.overhead), headerLength <= size - trailer,
      headerLength <= Int64(PackHeader.maximumLength)
    else {
      throw RepositoryError(
        .damaged, "the pack does not end with the length of its header; `check --read-data` shows what is lost",
        location: location)
    }
    let needed = headerLength + trailer
    if needed > guess { tail = try await readPack(pack, size - needed..<size) }
    let header: [UInt8]?
    do {
      header = try codecs.withItem { codec in
        try codec.open(Array(tail.suffix(Int(needed)).dropLast(Int(trailer))), isEncoded: false)
      }
    } catch {
      throw RepositoryError(.store, "a header cannot be opened: \(error)", location: location, cause: error)
    }
    guard let header else {
      throw RepositoryError(
        .damaged, "the pack's header cannot be decrypted; `check --read-data` shows what is lost", location: location)
    }
    return try header.span.bytes.withUnsafeBytes { (bytes) throws(RepositoryError) in
      try PackHeader.decode(bytes, blobsLength: size - needed, location: location)
    }
  }
}
