import Cryptography
import Providers
import ResticRepository

/// Reads stretches of packs, opens the blobs in them and hands each to all files that need it. One per thread.
final class PackReader {
  private let session: RestoreSession
  private let opener: BlobOpener
  private let writer: ContentWriter

  init(session: RestoreSession, writer: ContentWriter) throws {
    self.session = session
    self.writer = writer
    opener = try session.source.makeOpener()
  }

  /// Does the uses in `range`, which one reading of their pack serves.
  func restore(_ range: Range<Int>, of batch: RestoreBatch) {
    let first = batch.uses[range.lowerBound]
    let last = batch.uses[range.upperBound - 1]
    let pack = batch.packs[Int(first.pack)]
    let start = Int64(first.packOffset)
    let stretch: [UInt8]?
    let readFailure: RepositoryError?
    do throws(RepositoryError) {
      stretch = try session.readPack(pack, start..<Int64(last.packOffset) + Int64(last.length))
      readFailure = nil
    } catch {
      stretch = nil
      readFailure = error
    }
    var index = range.lowerBound
    while index < range.upperBound, !session.cancellation.isCancelled {
      let use = batch.uses[index]
      var end = index + 1
      while end < range.upperBound, batch.uses[end].packOffset == use.packOffset { end += 1 }
      if let stretch {
        let from = Int(Int64(use.packOffset) - start)
        stretch.withUnsafeBytes { bytes in
          let sealed = UnsafeRawBufferPointer(rebasing: bytes[from..<from + Int(use.length)])
          restore(index..<end, of: batch, sealed, from: pack)
        }
      } else if let readFailure {
        restoreFromOtherCopy(index..<end, of: batch, besides: pack, readFailure)
      }
      index = end
    }
  }

  /// Writes one blob wherever it is needed.
  private func restore(
    _ range: Range<Int>, of batch: RestoreBatch, _ sealed: UnsafeRawBufferPointer, from pack: StorageID
  ) {
    let use = batch.uses[range.lowerBound]
    do throws(RepositoryError) {
      let plaintext = try opener.open(
        sealed, id: use.id, uncompressedLength: use.uncompressedLength, location: "pack \(pack)")
      write(plaintext, range, of: batch)
    } catch {
      restoreFromOtherCopy(range, of: batch, besides: pack, error)
    }
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
      let isRestored: ()? = try? {
        let sealed = try session.readPack(copy.pack, copy.range)
        try sealed.withUnsafeBytes { sealed in
          let plaintext = try opener.open(
            sealed, id: use.id, uncompressedLength: copy.uncompressedLength, location: "pack \(copy.pack)")
          write(plaintext, range, of: batch)
        }
      }()
      if isRestored != nil { return }
    }
    for use in batch.uses[range] {
      let file = batch.files[Int(use.file)]
      writer.giveUp(1, blobsOf: file, RestoreFailure("\(failure)", at: file.path, cause: failure))
    }
  }
}
