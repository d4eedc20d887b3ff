import Testing

@testable import elasto_sync

@Suite("Tables")
struct TextTableTests {
  @Test("columns are as wide as their content, and no line ends in spaces")
  func columns() {
    var table = TextTable([.init(title: "NAME"), .init(title: "SIZE", isNumber: true), .init(title: "")])
    #expect(table.isEmpty)
    table.add(["a", "1", ""])
    table.add(["longer", "12345", "x"])
    #expect(table.lines == ["NAME     SIZE", "a           1", "longer  12345  x"])
  }
}
