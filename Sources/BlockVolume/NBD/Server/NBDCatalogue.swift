import Synchronization

/// What is served at the moment.
final class NBDCatalogue: Sendable {
  /// An export as long as it stays the same: connections belong to it.
  final class Entry: Sendable {
    let export: NBDExport
    init(_ export: NBDExport) { self.export = export }
  }

  struct Table {
    var entries: [Entry]
    var standard: [UInt8]?
    var largest: Int

    init(_ exports: [NBDExport], standard: String?, largest: Int) throws(BlockError) {
      let names = exports.map { Array($0.name.utf8) }
      for (export, name) in zip(exports, names) {
        guard (1...NBDHandshake.longestName).contains(name.count) else {
          throw BlockError(.failed, "an export's name has 1 to 4096 bytes", location: export.name)
        }
      }
      guard Set(names).count == names.count else {
        throw BlockError(.failed, "two exports have the same name: change one", location: "nbd")
      }
      if let standard, !names.contains(Array(standard.utf8)) {
        throw BlockError(.notFound, "the default export is none of those that are served", location: standard)
      }
      entries = exports.map(Entry.init)
      self.standard = standard.map { Array($0.utf8) } ?? (names.count == 1 ? names[0] : nil)
      self.largest = largest
    }
  }

  private let table: Mutex<Table>

  init(_ table: Table) { self.table = Mutex(table) }

  var exports: [NBDExport] { table.withLock { $0.entries.map(\.export) } }

  var offers: NBDOffers {
    let table = table.withLock { $0 }
    return NBDOffers(
      list: table.entries.map { $0.export.offer(largest: table.largest) }, standard: table.standard)
  }

  /// Puts the client down as one of the export's; `nil` where it is no more.
  func entry(_ name: [UInt8], for client: NBDClient) -> Entry? {
    table.withLock { table in
      let entry = table.entries.first { $0.export.name.utf8.elementsEqual(name) }
      client.entry = entry
      return entry
    }
  }

  /// Keeps what stays the same. Returns what does not.
  func replace(with new: Table) -> [Entry] {
    table.withLock { table in
      let old = table.entries
      table = new
      table.entries = new.entries.map { entry in
        old.first { $0.export.isSame(as: entry.export) } ?? entry
      }
      return old.filter { entry in !table.entries.contains { $0 === entry } }
    }
  }
}
