/// Gathers the faults of one run, and at the end shows each with its line.
final class FaultCollector {
  private var found: [ManifestFault] = []
  private var seen: Set<String> = []
  private var texts: [String: SourceText] = [:]
  private var fileOrder: [String] = []
  private var secrets: [SourceText.Stretch] = []

  var isEmpty: Bool { found.isEmpty }

  /// Makes the lines of a file available to the faults in it.
  func register(_ text: SourceText) {
    if texts[text.file] == nil { fileOrder.append(text.file) }
    texts[text.file] = text
  }

  /// Remembers a fault; the same one twice (a default that many entries take over) counts once.
  func report(
    _ code: ManifestFault.Code, _ message: String, at mark: SourceMark, width: Int = 1, suggestion: String? = nil
  ) {
    guard seen.insert("\(mark) \(message)").inserted else { return }
    found.append(ManifestFault(code, message, at: mark, width: width, suggestion: suggestion))
  }

  func report(_ code: ManifestFault.Code, _ message: String, at node: YAMLNode, suggestion: String? = nil) {
    report(code, message, at: node.mark, width: node.width, suggestion: suggestion)
  }

  func report(_ code: ManifestFault.Code, _ message: String, at key: YAMLKey, suggestion: String? = nil) {
    report(code, message, at: key.mark, width: key.name.unicodeScalars.count, suggestion: suggestion)
  }

  /// Keeps a text that may be a secret out of every excerpt.
  func blot(_ node: YAMLNode) {
    for scalar in node.scalars { secrets.append(.init(mark: scalar.mark, end: scalar.end)) }
  }

  /// Where `part` stands in a scalar, as far as that can be said; else the scalar's beginning.
  func mark(of part: String, in node: YAMLNode) -> SourceMark {
    texts[node.mark.file]?.mark(of: part, after: node.mark) ?? node.mark
  }

  /// The faults in the order of files, lines and columns, each with its excerpt.
  func finish() -> ManifestErrors? {
    if found.isEmpty { return nil }
    let order = Dictionary(fileOrder.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let sorted = found.sorted { left, right in
      let (leftFile, rightFile) = (order[left.mark.file] ?? .max, order[right.mark.file] ?? .max)
      return (leftFile, left.mark.line, left.mark.column) < (rightFile, right.mark.line, right.mark.column)
    }
    return ManifestErrors(sorted.map(withExcerpt))
  }

  private func withExcerpt(_ fault: ManifestFault) -> ManifestFault {
    var fault = fault
    let excerpt = texts[fault.mark.file]?.excerpt(
      line: fault.mark.line, blotting: secrets, unsure: fault.code == .syntax)
    fault.excerpt = excerpt ?? ""
    return fault
  }
}
