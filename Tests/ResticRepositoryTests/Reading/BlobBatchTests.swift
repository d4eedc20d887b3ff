import Chunker
import Cryptography
import Testing

@testable import ResticRepository

private let key = Result { try MasterKey.random() }

private struct SealedBlob {
  var id: StorageID
  var bytes: [UInt8]
  var uncompressedLength: UInt32

  init(_ plaintext: [UInt8], isCompressed: Bool) throws {
    id = try SHA256Hasher().digest(of: plaintext)
    let sealer = try BlobSealer(key.get(), isCompressed ? .always(level: 1) : .off, isVersion1: false)
    (bytes, uncompressedLength) = try plaintext.withUnsafeBytes { plaintext in
      let sealed = try sealer.seal(plaintext, .data)
      return (Array(sealed.bytes), sealed.uncompressedLength)
    }
  }
}

/// What becomes of each blob: its plaintext, or nothing.
private func open(_ blobs: [SealedBlob]) throws -> [[UInt8]?] {
  let batch = try BlobBatch(key.get())
  var opened: [[UInt8]?] = []
  func finish() {
    batch.finish(location: "pack") { number, result in
      #expect(number <= opened.count)
      opened.append((try? result.get()).map { Array($0) })
    }
  }
  for blob in blobs {
    if batch.isFull(before: max(Int(blob.uncompressedLength), blob.bytes.count)) { finish() }
    blob.bytes.withUnsafeBytes {
      batch.add($0, id: blob.id, uncompressedLength: blob.uncompressedLength, location: "pack")
    }
  }
  finish()
  #expect(batch.isEmpty)
  return opened
}

@Test func blobsOfAllLengthsComeBackInTheirOrder() throws {
  let plaintexts = ([0, 1, 100, 5_000_000, 64, 3_000_000, 2_000_000] + Array(repeating: 777, count: 600)).enumerated()
    .map { number, length in (0..<length).map { UInt8(truncatingIfNeeded: $0 / 3 + number) } }
  let blobs = try plaintexts.map { try SealedBlob($0, isCompressed: $0.count > 500) }
  #expect(try open(blobs) == plaintexts)
}

@Test func aBlobThatIsHurtOrAnotherDoesNotSpoilTheRest() throws {
  let plaintexts = (0..<4).map { [UInt8](repeating: UInt8($0), count: 1000) }
  var blobs = try plaintexts.map { try SealedBlob($0, isCompressed: true) }
  blobs[1].bytes[20] ^= 1
  blobs[2].id = blobs[3].id
  blobs[3].uncompressedLength += 1
  #expect(try open(blobs) == [plaintexts[0], nil, nil, nil])
}
