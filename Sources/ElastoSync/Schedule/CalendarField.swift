/// One field of a calendar expression: every value (`*`), or a list of values, ranges and steps.
struct CalendarField: Hashable, Sendable {
  /// `start`, `start/step`, `start..end` or `start..end/step`.
  struct Item: Hashable, Sendable, Comparable {
    var start: Int64
    /// The last value; `nil` for a single value, or for a step without an end.
    var end: Int64?
    /// 0 for a single value.
    var step: Int64 = 0

    static func < (left: Self, right: Self) -> Bool {
      (left.start, left.end ?? -1, left.step) < (right.start, right.end ?? -1, right.step)
    }

    /// The first value of this item that is `minimum` or later.
    func first(from minimum: Int64) -> Int64? {
      if start >= minimum { return start }
      guard step > 0 else { return nil }
      let candidate = start + (minimum - start + step - 1) / step * step
      if let end, candidate > end { return nil }
      return candidate
    }

    /// Its shortest form: the end is a value that is reached, and what happens once is a single value.
    var normalized: Item {
      guard let end, step > 0 else { return self }
      let reached = end - (end - start) % step
      return reached == start ? Item(start: start) : Item(start: start, end: reached, step: step)
    }

    func text(width: Int) -> String {
      var text = start.padded(width)
      if let end { text += "..\(end.padded(width))" }
      if step > 1 || (step == 1 && end == nil) { text += "/\(step)" }
      return text
    }
  }

  /// Ascending, no item twice; empty means every value.
  let items: [Item]

  static let every = CalendarField(items: [])

  init(items: [Item]) {
    var distinct: [Item] = []
    for item in items.map(\.normalized).sorted() where distinct.last != item { distinct.append(item) }
    self.items = distinct
  }

  static func only(_ values: Int64...) -> CalendarField { CalendarField(items: values.map { Item(start: $0) }) }

  var isEvery: Bool { items.isEmpty }

  /// The first value within `range` that is `minimum` or later.
  func first(from minimum: Int64, in range: ClosedRange<Int64>) -> Int64? {
    let minimum = max(minimum, range.lowerBound)
    let value = isEvery ? minimum : items.compactMap { $0.first(from: minimum) }.min()
    guard let value, value <= range.upperBound else { return nil }
    return value
  }

  func values(in range: ClosedRange<Int64>) -> [Int64] {
    var values: [Int64] = []
    var next = first(from: range.lowerBound, in: range)
    while let value = next {
      values.append(value)
      next = first(from: value + 1, in: range)
    }
    return values
  }

  func text(width: Int) -> String {
    isEvery ? "*" : items.map { $0.text(width: width) }.joined(separator: ",")
  }
}

extension Int64 {
  /// In decimal, with zeros in front up to `width` digits.
  func padded(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}
