/// Rows under a heading, as wide as their content. Columns of numbers stand at the right.
struct TextTable {
  struct Column {
    var title: String
    var isNumber = false
  }

  private let columns: [Column]
  private var rows: [[String]] = []

  init(_ columns: [Column]) { self.columns = columns }

  var isEmpty: Bool { rows.isEmpty }

  mutating func add(_ cells: [String]) { rows.append(cells) }

  var lines: [String] {
    let heading = columns.map(\.title)
    let widths = columns.indices.map { column in
      ([heading] + rows).map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return ([heading] + rows).map { row in
      var line = ""
      for (index, cell) in row.enumerated() where index < columns.count {
        let padding = String(repeating: " ", count: max(0, widths[index] - cell.count))
        line += (index > 0 ? "  " : "") + (columns[index].isNumber ? padding + cell : cell + padding)
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
  }
}
