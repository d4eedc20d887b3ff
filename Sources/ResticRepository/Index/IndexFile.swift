/// One file of `index/`: which blobs are in which packs.
///
///     {"supersedes":[ID…],"packs":[{"id":ID,"blobs":[{"id":ID,"type":"data","offset":0,"length":38,"uncompressed_length":25}]}]}
///
/// `supersedes` and `uncompressed_length` are left out where empty or 0. Source: restic's design document, "Indexing".
package struct IndexFile: Sendable, Equatable {
  /// The blobs of one pack: a stretch of `entries`.
  package struct Pack: Sendable, Equatable {
    package var id: StorageID
    package var entries: Range<Int>
  }

  /// Index files that this one replaces: a note for people. Readers load every file that is there.
  package var supersedes: [StorageID]
  package private(set) var packs: [Pack]
  package private(set) var entries: [PackEntry]

  package init(supersedes: [StorageID] = []) {
    self.supersedes = supersedes
    packs = []
    entries = []
  }

  package mutating func append(pack: StorageID, entries new: some Sequence<PackEntry>) {
    let start = entries.count
    entries.append(contentsOf: new)
    packs.append(Pack(id: pack, entries: start..<entries.count))
  }
}
