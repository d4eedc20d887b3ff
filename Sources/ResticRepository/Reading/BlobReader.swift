public import Cryptography
import Providers

/// Reads blobs on a thread of the caller's own: calls block, and must not come from asynchronous code.
///
/// One reader serves one thread; its buffers are kept from one blob to the next. Everything that it hands out has been
/// decrypted, unpacked and proven to have the hash that names it.
public final class BlobReader {
  private let repository: Repository
  private let index: BlobIndex
  private let opener: BlobOpener

  init(_ repository: Repository, _ index: BlobIndex) throws {
    self.repository = repository
    self.index = index
    opener = try BlobOpener(repository.masterKey)
  }

  /// Reads blobs of one pack with as few requests as are sensible, and lends each to `body` in the order of the pack.
  ///
  /// A blob that is damaged in this pack is read from another copy, where there is one. Ends at the first error, of
  /// `body` too.
  public func read(
    from pack: StorageID, _ requests: [BlobRequest], kind: BlobKind = .data,
    _ body: (_ request: Int, _ plaintext: UnsafeRawBufferPointer) throws -> Void
  ) throws {
    for stretch in PackStretches.plan(requests) {
      let bytes: [UInt8]
      do throws(RepositoryError) {
        bytes = try fetch(pack, stretch.range)
      } catch {
        for position in stretch.requests {
          try withOtherCopy(of: kind, requests[position], but: pack, instead: error) { try body(position, $0) }
        }
        continue
      }
      for position in stretch.requests {
        let request = requests[position]
        let start = Int(request.location.range.lowerBound - stretch.range.lowerBound)
        let plaintext: UnsafeRawBufferPointer
        do throws(RepositoryError) {
          plaintext = try open(bytes[start..<start + Int(request.location.length)], request, in: pack)
        } catch {
          try withOtherCopy(of: kind, request, but: pack, instead: error) { try body(position, $0) }
          continue
        }
        try body(position, plaintext)
      }
    }
  }

  /// Reads one blob, and lends it to `body`.
  public func load<Result>(
    _ kind: BlobKind, _ id: StorageID, _ body: (_ plaintext: UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    guard let location = index.lookup(kind, id) else {
      throw Repository.missing(kind, id, in: repository.store.name)
    }
    var result: Result?
    try read(from: location.pack, [BlobRequest(id: id, location: location)], kind: kind) { _, plaintext in
      result = try body(plaintext)
    }
    guard let result else { throw Repository.missing(kind, id, in: repository.store.name) }
    return result
  }

  /// A folder's nodes; neighbouring trees are read along and kept for a while.
  public func loadTree(_ id: StorageID) throws(RepositoryError) -> Tree {
    do {
      return try withTree(id) { try Tree(decoding: $0) }
    } catch let error as RepositoryError {
      throw error
    } catch {
      throw RepositoryError(.store, "a tree cannot be read: \(error)", location: repository.store.name, cause: error)
    }
  }

  /// Lends a folder as it is stored. Of trees whose neighbours were wanted before, the bytes are there already: then
  /// nothing waits for another thread.
  package func withTree<Result>(_ id: StorageID, _ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
    if let place = index.lookup(.tree, id), let sealed = repository.blocks.sealed(place),
      let plaintext = try? open(sealed, BlobRequest(id: id, location: place), in: place.pack)
    {
      return try body(plaintext)
    }
    let repository = repository
    let bytes = try BlockingThreads.wait { () async throws(RepositoryError) in try await repository.loadBlob(.tree, id)
    }
    return try bytes.withUnsafeBytes { try body($0) }
  }

  private func fetch(_ pack: StorageID, _ range: Range<Int64>) throws(RepositoryError) -> [UInt8] {
    let repository = repository
    return try BlockingThreads.wait { () async throws(RepositoryError) in try await repository.readPack(pack, range) }
  }

  private func open(
    _ sealed: ArraySlice<UInt8>, _ request: BlobRequest, in pack: StorageID
  ) throws(RepositoryError) -> UnsafeRawBufferPointer {
    try sealed.span.bytes.withUnsafeBytes { (sealed) throws(RepositoryError) in
      try opener.open(
        sealed, id: request.id, uncompressedLength: request.location.uncompressedLength,
        location: repository.location(.pack, pack))
    }
  }

  private func withOtherCopy(
    of kind: BlobKind, _ request: BlobRequest, but pack: StorageID, instead failure: RepositoryError,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    for copy in index.copies(of: kind, request.id) where copy != request.location {
      let other = BlobRequest(id: request.id, location: copy)
      guard let bytes = try? fetch(copy.pack, copy.range), let plaintext = try? open(bytes[...], other, in: copy.pack)
      else { continue }
      return try body(plaintext)
    }
    throw failure
  }
}
