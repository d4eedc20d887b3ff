/// The order in which the storage services put header fields before they check a signature: a collation for people, not
/// that of the bytes.
///
/// Hyphens and apostrophes count only where the names are otherwise the same, the one that has its hyphen later comes
/// first then; symbols come before digits, and those before letters. Names are in lower case.
enum AzureFieldOrder {
  static func isBefore(_ left: String, _ right: String) -> Bool {
    let (leftWeights, rightWeights) = (weights(left), weights(right))
    if leftWeights != rightWeights { return leftWeights.lexicographicallyPrecedes(rightWeights) }
    guard let (first, second) = zip(left.utf8, right.utf8).first(where: { $0 != $1 }) else {
      return left.utf8.count < right.utf8.count
    }
    return !isIgnored(first) && isIgnored(second)
  }

  private static func weights(_ name: String) -> [UInt8] {
    name.utf8.compactMap { isIgnored($0) ? nil : weight[Int($0)] }
  }

  private static func isIgnored(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "'") }

  /// By a name's byte; the characters are those of a token of RFC 9110, ascending.
  private static let weight: [UInt8] = {
    var weight = [UInt8](repeating: 0, count: 256)
    for (rank, byte) in "!#$%&*.^_`|~+0123456789abcdefghijklmnopqrstuvwxyz".utf8.enumerated() {
      weight[Int(byte)] = UInt8(rank + 1)
    }
    return weight
  }()
}
