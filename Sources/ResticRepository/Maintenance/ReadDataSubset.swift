import Cryptography

/// Which packs a check reads whole.
public enum ReadDataSubset: Sendable, Hashable {
  case none
  case all
  /// The first of `of` parts is 1. A pack always belongs to the same part, so that all parts make the whole.
  case part(Int, of: Int)
  /// So many packs of a hundred, chosen at random; at least one.
  case percent(Double)
  /// Packs chosen at random until they have so many bytes; at least one.
  case bytes(Int64)

  /// Reads `5%`, `1/7` or `2GiB`; `nil` for anything else.
  public init?(_ text: String) {
    let text = text.filter { $0 != " " }
    if text.hasSuffix("%") {
      guard let percent = Double(text.dropLast()), percent > 0, percent <= 100 else { return nil }
      self = .percent(percent)
      return
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2 {
      guard let part = Int(parts[0]), let count = Int(parts[1]), part >= 1, part <= count, count <= 256 else {
        return nil
      }
      self = .part(part, of: count)
      return
    }
    guard let bytes = Self.size(text) else { return nil }
    self = .bytes(bytes)
  }

  private static func size(_ text: String) -> Int64? {
    let units: [(name: String, factor: Int64)] = [
      ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("TiB", 1 << 40), ("KB", 1000), ("MB", 1_000_000),
      ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ]
    for (name, factor) in units where text.hasSuffix(name) {
      guard let number = Int64(text.dropLast(name.count)), number > 0 else { return nil }
      let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
      return overflow ? nil : bytes
    }
    return nil
  }

  func choose(
    from packs: [(id: StorageID, size: Int64)], using random: inout some RandomNumberGenerator
  ) -> [(id: StorageID, size: Int64)] {
    switch self {
    case .none: return []
    case .all: return packs
    case .part(let part, let count):
      // By the first byte of the id, as restic does.
      return packs.filter { Int($0.id.words.0 >> 56) % count == part - 1 }
    case .percent(let percent):
      let wanted = max(1, Int((Double(packs.count) * percent / 100).rounded()))
      return Array(packs.shuffled(using: &random).prefix(wanted))
    case .bytes(let bytes):
      var left = bytes
      return Array(
        packs.shuffled(using: &random).prefix { pack in
          defer { left -= pack.size }
          return left > 0
        })
    }
  }
}
