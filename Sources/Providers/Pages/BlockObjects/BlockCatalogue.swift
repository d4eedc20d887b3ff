/// A snapshot in the catalogue.
///
///     0      8      16     32      36         44       45  64
///     | time | size | root | epoch | sequence | height | 0 |      big-endian
struct BlockSnapshot: Sendable, Hashable {
  static let length = 64

  /// Nanoseconds since 1970; no two of a volume have the same.
  var time: Int64
  var size: UInt64
  var tree: BlockTree
  /// When it was made: what is older may be in it.
  var moment: BlockMoment

  init(time: Int64, size: UInt64, tree: BlockTree, moment: BlockMoment) {
    self.time = time
    self.size = size
    self.tree = tree
    self.moment = moment
  }

  init(decoding bytes: ArraySlice<UInt8>) {
    var reader = BigEndianReader(bytes)
    time = reader.next()
    size = reader.next()
    let root = BlockReference(decoding: reader.next(BlockReference.length)[...])
    moment = BlockMoment(epoch: reader.next(), sequence: reader.next())
    let height: UInt8 = reader.next()
    tree = BlockTree(root: root, height: Int(height))
  }

  func encode(into bytes: inout [UInt8]) {
    bytes.append(bigEndian: time)
    bytes.append(bigEndian: size)
    tree.root.encode(into: &bytes)
    bytes.append(bigEndian: moment.epoch)
    bytes.append(bigEndian: moment.sequence)
    bytes.append(UInt8(tree.height))
    bytes += [UInt8](repeating: 0, count: 19)
  }

  var id: String { SnapshotTime(nanoseconds: time).text }
}

/// All snapshots of a volume, oldest first.
struct BlockCatalogue: Sendable, Hashable {
  /// 4 MiB of them.
  static let most = 65_536

  var snapshots: [BlockSnapshot] = []

  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(snapshots.count * BlockSnapshot.length)
    for snapshot in snapshots { snapshot.encode(into: &bytes) }
    return bytes
  }

  init() {}

  /// `nil` for what cannot be one.
  init?(decoding bytes: [UInt8], count: Int) {
    guard count <= Self.most, bytes.count == count * BlockSnapshot.length else { return nil }
    snapshots = (0..<count).map {
      BlockSnapshot(decoding: bytes[$0 * BlockSnapshot.length..<($0 + 1) * BlockSnapshot.length])
    }
    guard snapshots.allSatisfy({ (1...BlockTree.tallest).contains($0.tree.height) && $0.size <= Int64.max }),
      zip(snapshots, snapshots.dropFirst()).allSatisfy({ $0.time < $1.time })
    else { return nil }
  }

  subscript(id: String) -> BlockSnapshot? {
    guard let time = SnapshotTime(id)?.nanoseconds else { return nil }
    return snapshots.first { $0.time == time }
  }
}
