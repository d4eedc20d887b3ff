import Cryptography
import Glibc

/// Makes a `BlobTable` out of index files in any order, with bounded memory: what does not fit is sorted and spilled
/// into files without a name, which are merged at the end.
final class BlobTableBuilder {
  /// Records held in memory before they are spilled: 48 bytes each.
  static let defaultRunLimit = 1 << 20

  private let directory: String
  private let runLimit: Int
  private var packs: [PackRecord] = []
  private var packPositions: [StorageID: UInt32] = [:]
  private var run: [BlobRecord] = []
  private var spilled: [BlobTable] = []
  private var indexFiles: Set<StorageID> = []
  private var recordCount = 0

  /// - Parameters:
  ///   - directory: where spilled runs go.
  ///   - base: a table to begin with; its packs keep their positions.
  init(directory: String, base: BlobTable? = nil, runLimit: Int = defaultRunLimit) {
    self.directory = directory
    self.runLimit = runLimit
    guard let base else { return }
    for position in 0..<UInt32(base.packCount) {
      guard let pack = base.pack(at: position) else { continue }
      packPositions[pack.id] = position
      packs.append(pack)
    }
    spilled.append(base)
    recordCount = base.records.count
    indexFiles = Set(base.indexFileIDs)
  }

  func add(_ index: IndexFile, id: StorageID) throws {
    indexFiles.insert(id)
    for pack in index.packs {
      let position = try self.position(of: pack.id)
      for entry in index.entries[pack.entries] {
        packs[Int(position)].include(entry)
        run.append(BlobRecord(entry, pack: position))
      }
    }
    if run.count >= runLimit { try spill() }
  }

  /// Writes the table to `descriptor`.
  func finish(into descriptor: Int32, key: HMAC?) throws {
    run.sort(by: <)
    recordCount += run.count
    let writer = try BlobTableWriter(
      descriptor: descriptor, indexFiles: indexFiles.sorted(), packs: packs, expectedRecords: recordCount)
    try run.withUnsafeBufferPointer { run in
      var sources = spilled.map(\.records)
      sources.append(run)
      try Self.merge(sources, into: writer)
    }
    try writer.finish(key: key)
  }

  private func position(of pack: StorageID) throws -> UInt32 {
    if let known = packPositions[pack] { return known }
    guard packs.count < BlobRecord.maximumPackCount else { throw SystemFailure(call: "index", errno: EFBIG) }
    let position = UInt32(packs.count)
    packs.append(PackRecord(pack))
    packPositions[pack] = position
    return position
  }

  private func spill() throws {
    run.sort(by: <)
    recordCount += run.count
    spilled.append(try Self.spill(run, directory: directory))
    run.removeAll(keepingCapacity: true)
  }

  /// A table of sorted records in a file without a name.
  static func spill(_ records: [BlobRecord], packs: [PackRecord] = [], directory: String) throws -> BlobTable {
    let file = try TemporaryFile(in: directory)
    let writer = try BlobTableWriter(
      descriptor: file.descriptor, indexFiles: [], packs: packs, expectedRecords: records.count)
    for record in records { try writer.append(record) }
    try writer.finish(key: nil)
    guard let mapped = MappedFile(descriptor: file.descriptor), let table = BlobTable(mapped) else {
      throw SystemFailure("mmap")
    }
    return table
  }

  private static func merge(_ sources: [UnsafeBufferPointer<BlobRecord>], into writer: BlobTableWriter) throws {
    if sources.count == 1, let only = sources.first {
      for record in only { try writer.append(record) }
      return
    }
    // There are few runs, and a comparison decides on its first word: looking at each beats a heap.
    var rests = sources.filter { !$0.isEmpty }.map { $0[...] }
    while var least = rests.first?.first {
      var owner = 0
      for index in rests.indices.dropFirst() {
        if let head = rests[index].first, head < least {
          least = head
          owner = index
        }
      }
      try writer.append(least)
      rests[owner].removeFirst()
      if rests[owner].isEmpty { rests.remove(at: owner) }
    }
  }
}
