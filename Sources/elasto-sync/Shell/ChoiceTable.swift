/// Names side by side in columns, read from top to bottom, as `ls` has them.
struct ChoiceTable {
  private static let limit = 100

  private let names: [String]
  private let left: Int

  init(_ names: [String]) {
    self.names = Array(names.prefix(Self.limit))
    left = names.count - self.names.count
  }

  /// Every line ends in a line break.
  func text(width: Int) -> String {
    let column = (names.map(\.count).max() ?? 0) + 2
    let columns = max(1, (width - 1) / column)
    let rows = (names.count + columns - 1) / columns
    var lines = (0..<rows).map { row in
      stride(from: row, to: names.count, by: rows).map { index in
        let isLast = index + rows >= names.count
        return names[index] + (isLast ? "" : String(repeating: " ", count: column - names[index].count))
      }.joined()
    }
    if left > 0 { lines.append("and \(QuantityText.count(left)) more") }
    return lines.map { "\($0)\n" }.joined()
  }
}
