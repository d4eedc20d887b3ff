/// Chooses the lines of one page of a container's listing, without going through what comes before or behind it.
struct BlobListing: Sendable {
  /// A blob, a snapshot or version of one, or a folder.
  struct Line: Sendable {
    var name: BlobName
    /// `nil` for a folder.
    var blob: Blob?
    var snapshot: String?
    var isCurrent = false
    /// Its place among the lines of its name: history in its order, then what the blob is now.
    fileprivate var rank = "~"
  }

  /// Where a page begins.
  struct Marker: Sendable {
    var name: BlobName
    var rank: String

    /// As requests carry it: opaque.
    var text: String { StandardBase64.encode(Array("\(rank)\n\(name.text)".utf8)) }
  }

  var prefix: String
  var delimiter: String
  var include: Set<String>
  var limit: Int
  var now: StorageTime
  var start: Marker?

  /// One page, and where the next one begins.
  func page(of container: inout Container) -> ([Line], Marker?) {
    let names = container.names()
    let first = max(BlobName(prefix), start?.name ?? BlobName(""))
    var index = names.partitioningIndex { $0 >= first }
    var page: [Line] = []
    while index < names.count, names[index].text.utf8.starts(with: prefix.utf8) {
      let name = names[index]
      var entry = container[name] ?? BlobEntry()
      entry.settle(at: now)
      var lines = self.lines(of: entry, name)
      if let folder = folder(of: name), !lines.isEmpty {
        lines = [Line(name: folder)]
        index = names[index...].partitioningIndex { !$0.text.utf8.starts(with: folder.text.utf8) }
      } else {
        index += 1
      }
      for line in lines {
        if let start, line.name == start.name, line.rank.utf8.lexicographicallyPrecedes(start.rank.utf8) { continue }
        guard page.count < limit else { return (page, Marker(name: line.name, rank: line.rank)) }
        page.append(line)
      }
    }
    return (page, nil)
  }

  private func folder(of name: BlobName) -> BlobName? {
    guard !delimiter.isEmpty else { return nil }
    let rest = name.text[name.text.utf8.index(name.text.startIndex, offsetBy: prefix.utf8.count)...]
    return rest.range(of: delimiter).map { BlobName(String(name.text[..<$0.upperBound])) }
  }

  private func lines(of entry: BlobEntry, _ name: BlobName) -> [Line] {
    let withDeleted = include.contains("deleted")
    func isShown(_ blob: Blob) -> Bool { blob.deletion == nil || withDeleted }
    var lines: [Line] = []
    if include.contains("snapshots") {
      lines += entry.snapshots.filter { isShown($1) }.map { Line(name: name, blob: $1, snapshot: $0, rank: $0) }
    }
    if include.contains("versions") {
      lines += entry.versions.values.filter(isShown).map { Line(name: name, blob: $0, rank: $0.version ?? "") }
    }
    lines.sort { $0.rank < $1.rank }
    if let current = entry.current, isShown(current) {
      lines.append(Line(name: name, blob: current, isCurrent: current.deletion == nil))
    } else if entry.current == nil, include.contains("uncommittedblobs"), !entry.uncommitted.isEmpty {
      lines.append(Line(name: name, blob: Blob(.block([]))))
    }
    return lines
  }
}

extension BlobListing.Marker {
  init?(_ text: String) {
    guard let bytes = StandardBase64.decode(text), let whole = String(validating: bytes, as: UTF8.self),
      let end = whole.utf8.firstIndex(of: UInt8(ascii: "\n"))
    else { return nil }
    rank = String(whole[..<end])
    name = BlobName(String(whole[whole.utf8.index(after: end)...]))
  }
}

extension RandomAccessCollection {
  /// The first place whose element has a property that all behind it have as well.
  func partitioningIndex(_ has: (Element) -> Bool) -> Index {
    var (low, count) = (startIndex, count)
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if has(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
