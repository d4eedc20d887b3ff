import Chunker
import Cryptography

/// Opens many small blobs and proves them together, which costs less than one after the other. For one thread.
///
///     try batch.add(sealed, id: …)          // until it is full, or there are no more
///     batch.finish { number, blob in … }    // in the order in which they were added
package final class BlobBatch {
  /// What became of a blob: its proven plaintext, or what is wrong with it.
  package typealias Opened = Result<UnsafeRawBufferPointer, RepositoryError>

  /// Plaintext that is put together, in bytes; a single blob may be larger.
  private static let capacity = 4 << 20
  private static let largestCount = 512

  private let hashes: SHA256Batch
  private let unsealer: BlobUnsealer
  private let memory = ScratchBuffer()
  /// Of `memory`, what the batch that is being put together goes into.
  private var area = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var filled = 0
  private var entries: [Entry] = []

  private struct Entry {
    var id: StorageID
    var range: Range<Int>
    var failure: RepositoryError?
  }

  package init(_ key: MasterKey) throws {
    hashes = try SHA256Batch()
    unsealer = try BlobUnsealer(key)
  }

  package var isEmpty: Bool { entries.isEmpty }

  /// Whether a blob of this many bytes of plaintext has to wait until the batch has been finished.
  package func isFull(before length: Int) -> Bool {
    !entries.isEmpty && (filled + length > Self.capacity || entries.count == Self.largestCount)
  }

  /// Decrypts and unpacks one more blob; what is wrong with it is told by `finish`.
  ///
  /// - Parameters:
  ///   - sealed: read now, and not needed afterwards.
  ///   - uncompressedLength: as the index has it; 0 for a blob that is not compressed.
  ///   - location: the pack, for messages.
  package func add(
    _ sealed: UnsafeRawBufferPointer, id: StorageID, uncompressedLength: UInt32, location: @autoclosure () -> String
  ) {
    let room = max(uncompressedLength == 0 ? sealed.count : Int(uncompressedLength), 1)
    let start = filled
    // One blob alone may be larger than all that is put together otherwise, and then makes room for itself.
    if entries.isEmpty { area = memory.bytes(max(room, Self.capacity + SealedForm.overhead)) }
    precondition(room <= area.count - start, "the caller asks whether the batch is full")
    let target = UnsafeMutableRawBufferPointer(rebasing: area[start..<start + room])
    do throws(RepositoryError) {
      let length = try unsealer.unseal(sealed, id, uncompressedLength, into: target, location: location())
      entries.append(Entry(id: id, range: start..<start + length))
      filled = start + length
    } catch {
      entries.append(Entry(id: id, range: start..<start, failure: error))
    }
  }

  /// Proves all that was added and lends each to `body` with its number; the batch is empty afterwards.
  package func finish(location: @autoclosure () -> String, _ body: (Int, Opened) -> Void) {
    let digests = hashes.digests(of: entries.map { UnsafeRawBufferPointer(rebasing: area[$0.range]) })
    for (number, entry) in entries.enumerated() {
      if let failure = entry.failure {
        body(number, .failure(failure))
      } else if digests[number] != entry.id {
        body(number, .failure(BlobUnsealer.wrongContent(entry.id, location())))
      } else {
        body(number, .success(UnsafeRawBufferPointer(rebasing: area[entry.range])))
      }
    }
    entries.removeAll(keepingCapacity: true)
    filled = 0
  }
}
