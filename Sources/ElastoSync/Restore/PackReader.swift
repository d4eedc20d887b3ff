import Cryptography
import Providers
import ResticRepository

/// Reads stretches of packs, opens the blobs in them and hands each to all files that need it. One per thread.
final class PackReader {
  private let session: RestoreSession
  private let blobs: BlobBatch
  private let writer: ContentWriter
  /// The uses of each blob in `blobs`.
  private var waiting: [Range<Int>] = []

  init(session: RestoreSession, writer: ContentWriter) throws {
    self.session = session
    self.writer = writer
    blobs = try session.source.makeBatch()
  }

  /// Does the uses in `range`, which one reading of their pack serves.
  func restore(_ range: Range<Int>, of batch: RestoreBatch) {
    let first = batch.uses[range.lowerBound]
    let last = batch.uses[range.upperBound - 1]
    let pack = batch.packs[Int(first.pack)]
    let start = Int64(first.packOffset)
    let stretch: [UInt8]
    do throws(RepositoryError) {
      stretch = try session.readPack(pack, start..<Int64(last.packOffset) + Int64(last.length))
    } catch {
      for blob in batch.blobs(in: range) { restoreFromOtherCopy(blob, of: batch, besides: pack, error) }
      return
    }
    for blob in batch.blobs(in: range) where !session.cancellation.isCancelled {
      let use = batch.uses[blob.lowerBound]
      if blobs.isFull(before: use.plaintextLength) { writeOpened(of: batch, from: pack) }
      let from = Int(Int64(use.packOffset) - start)
      stretch.withUnsafeBytes { bytes in
        let sealed = UnsafeRawBufferPointer(rebasing: bytes[from..<from + Int(use.length)])
        blobs.add(sealed, id: use.id, uncompressedLength: use.uncompressedLength, location: "pack \(pack)")
      }
      waiting.append(blob)
    }
    writeOpened(of: batch, from: pack)
  }

  /// Writes what has been put together to the files that need it.
  private func writeOpened(of batch: RestoreBatch, from pack: StorageID) {
    var failed: [(blob: Range<Int>, failure: RepositoryError)] = []
    blobs.finish(location: "pack \(pack)") { number, opened in
      switch opened {
      case .success(let plaintext): write(plaintext, waiting[number], of: batch)
      case .failure(let failure): failed.append((waiting[number], failure))
      }
    }
    waiting.removeAll(keepingCapacity: true)
    for (blob, failure) in failed { restoreFromOtherCopy(blob, of: batch, besides: pack, failure) }
  }

  private func write(_ plaintext: UnsafeRawBufferPointer, _ range: Range<Int>, of batch: RestoreBatch) {
    for use in batch.uses[range] {
      writer.write(plaintext, to: batch.files[Int(use.file)], at: use.fileOffset)
    }
  }

  /// Of several copies of a blob a whole one will do; with none, the files that need it fail.
  private func restoreFromOtherCopy(
    _ range: Range<Int>, of batch: RestoreBatch, besides pack: StorageID, _ failure: RepositoryError
  ) {
    let use = batch.uses[range.lowerBound]
    for copy in session.source.places(ofData: use.id) where copy.pack != pack || copy.offset != use.packOffset {
      guard let sealed = try? session.readPack(copy.pack, copy.range) else { continue }
      var isRestored = false
      sealed.withUnsafeBytes { sealed in
        blobs.add(sealed, id: use.id, uncompressedLength: copy.uncompressedLength, location: "pack \(copy.pack)")
      }
      blobs.finish(location: "pack \(copy.pack)") { _, opened in
        guard case .success(let plaintext) = opened else { return }
        write(plaintext, range, of: batch)
        isRestored = true
      }
      if isRestored { return }
    }
    for use in batch.uses[range] {
      let file = batch.files[Int(use.file)]
      writer.giveUp(1, blobsOf: file, RestoreFailure("\(failure)", at: file.path, cause: failure))
    }
  }
}
