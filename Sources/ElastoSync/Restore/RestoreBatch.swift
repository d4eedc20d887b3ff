import Cryptography
import ResticRepository

/// A part of a restore that is done as one: files' contents in the order of the packs, then what needs them.
///
/// Its size bounds the memory of a restore, whatever the size of the snapshot.
struct RestoreBatch {
  /// One blob's place in one file.
  struct BlobUse {
    var pack: Int32
    var packOffset: UInt32
    var length: UInt32
    var uncompressedLength: UInt32
    var file: Int32
    var id: StorageID
    var fileOffset: Int64

    var plaintextLength: Int {
      BlobLocation(pack: id, offset: packOffset, length: length, uncompressedLength: uncompressedLength).plaintextLength
    }
  }

  /// A name that is to become a hard link to a file that has been restored under another one.
  struct HardLink {
    var node: Node
    var directory: TargetDirectory
    var first: LinkLedger.First
    var replaces: Bool
  }

  /// A directory in which everything has been found and nothing is left to restore after this batch.
  struct FinishedDirectory {
    var directory: TargetDirectory
    var node: Node
  }

  private(set) var files: [TargetFile] = []
  private(set) var uses: [BlobUse] = []
  private(set) var packs: [StorageID] = []
  var links: [HardLink] = []
  /// Deeper ones first.
  var directories: [FinishedDirectory] = []
  private var packNumbers: [StorageID: Int32] = [:]

  private let limits: RestoreBatchLimits

  init(limits: RestoreBatchLimits) { self.limits = limits }

  var isFull: Bool {
    uses.count >= limits.blobs || files.count + links.count + directories.count >= limits.entries
  }

  /// Files are numbered in each batch anew: one of very many blobs may need several.
  mutating func add(_ file: TargetFile) -> Int32 {
    files.append(file)
    return Int32(files.count - 1)
  }

  mutating func add(_ id: StorageID, at location: BlobLocation, to file: Int32, fileOffset: Int64) {
    let pack: Int32
    if let known = packNumbers[location.pack] {
      pack = known
    } else {
      pack = Int32(packs.count)
      packs.append(location.pack)
      packNumbers[location.pack] = pack
    }
    uses.append(
      BlobUse(
        pack: pack, packOffset: location.offset, length: location.length,
        uncompressedLength: location.uncompressedLength, file: file, id: id, fileOffset: fileOffset))
  }

  /// Puts the uses in the order of packs, which is that of their first use, and of places in them; returns the ranges of
  /// uses that one reading of a pack serves.
  mutating func arrange() -> [Range<Int>] {
    uses.sort {
      ($0.pack, $0.packOffset, $0.file, $0.fileOffset) < ($1.pack, $1.packOffset, $1.file, $1.fileOffset)
    }
    var reads: [Range<Int>] = []
    var start = 0
    for index in uses.indices.dropFirst() {
      let previous = uses[index - 1]
      let next = uses[index]
      let end = Int64(previous.packOffset) + Int64(previous.length)
      let isApart =
        next.pack != previous.pack || Int64(next.packOffset) > end + Self.largestGap
        || Int64(next.packOffset) + Int64(next.length) - Int64(uses[start].packOffset) > Self.largestRead
      if isApart {
        reads.append(start..<index)
        start = index
      }
    }
    if start < uses.count { reads.append(start..<uses.count) }
    return reads
  }

  /// The uses in `range`, which are in the order of `arrange`, blob by blob.
  func blobs(in range: Range<Int>) -> [Range<Int>] {
    var blobs: [Range<Int>] = []
    var start = range.lowerBound
    for index in range.dropFirst() where uses[index].packOffset != uses[start].packOffset {
      blobs.append(start..<index)
      start = index
    }
    blobs.append(start..<range.upperBound)
    return blobs
  }

  /// Bytes nobody needs that are read rather than asked around.
  private static let largestGap: Int64 = 256 << 10
  /// Bounds a thread's memory; a little less than a pack, so that all threads find work in a small restore.
  private static let largestRead: Int64 = 4 << 20
}
