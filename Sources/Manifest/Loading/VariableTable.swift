/// `vars`, and `hostname`. Values may use other variables.
final class VariableTable {
  static let hostname = "hostname"
  private static let lengthLimit = 65_536

  private var written: [String: YAMLPair] = [:]
  private var values: [String: String]
  private var underway: Set<String> = []

  init(hostname: String) { values = [Self.hostname: hostname] }

  /// Adds a file's `vars`.
  func declare(_ node: YAMLNode, faults: FaultCollector) {
    guard let pairs = node.pairs else {
      faults.report(.value, "\(node.noun) where a mapping of names to texts belongs", at: node)
      return
    }
    for pair in pairs {
      let name = pair.key.name
      if !EntryName.isValid(name) {
        faults.report(.value, "\"\(name)\" is no name for a variable: \(EntryName.rule)", at: pair.key)
      } else if name == Self.hostname {
        faults.report(.duplicate, "the variable \"hostname\" is this machine's name; it cannot be set", at: pair.key)
      } else if let other = written[name] {
        faults.report(.duplicate, "the variable \"\(name)\" is also set at \(other.key.mark)", at: pair.key)
      } else {
        written[name] = pair
      }
    }
  }

  /// Expands every variable once, so that a fault in one that nothing uses is seen too.
  func checkAll(faults: FaultCollector) {
    for pair in written.values.sorted(by: { $0.key.name < $1.key.name }) {
      _ = value(of: pair.key.name, faults: faults)
    }
  }

  /// Fills in each `${name}`; `$${` is a literal `${`. nil after a report.
  func expand(_ text: String, in node: YAMLNode, faults: FaultCollector) -> String? {
    guard text.contains("${") else { return text }
    var result = ""
    var rest = text[...]
    while let dollar = rest.firstIndex(of: "$") {
      result += rest[..<dollar]
      rest = rest[dollar...]
      if rest.hasPrefix("$${") {
        result += "${"
        rest = rest.dropFirst(3)
      } else if rest.hasPrefix("${") {
        guard let close = rest.firstIndex(of: "}") else {
          faults.report(
            .value, "\"${\" without \"}\"", at: faults.mark(of: String(rest), in: node), width: 2,
            suggestion: "a literal \"${\" is written \"$${\"")
          return nil
        }
        let name = String(rest[rest.index(rest.startIndex, offsetBy: 2)..<close])
        guard let value = known(name, in: node, faults: faults) else { return nil }
        result += value
        rest = rest[rest.index(after: close)...]
      } else {
        result += "$"
        rest = rest.dropFirst()
      }
      guard result.utf8.count <= Self.lengthLimit else {
        faults.report(.limit, "longer than \(Self.lengthLimit) bytes with its variables filled in", at: node)
        return nil
      }
    }
    return result + rest
  }

  private func known(_ name: String, in node: YAMLNode, faults: FaultCollector) -> String? {
    if values[name] == nil && written[name] == nil {
      let use = "${\(name)}"
      faults.report(
        .dangling, "no variable is named \"\(name)\"", at: faults.mark(of: use, in: node),
        width: use.unicodeScalars.count,
        suggestion: Suggestion.near(name, among: Array(written.keys) + [Self.hostname])
          ?? "declare it under `vars`; a literal \"${\" is written \"$${\"")
      return nil
    }
    return value(of: name, faults: faults)
  }

  private func value(of name: String, faults: FaultCollector) -> String? {
    if let value = values[name] { return value }
    guard let node = written[name]?.value else { return nil }
    guard case .scalar(let text, _) = node.content, !node.isAbsent else {
      faults.report(.value, "\(node.noun) where text belongs: variables hold text", at: node)
      return nil
    }
    guard underway.insert(name).inserted else {
      faults.report(.value, "the variable \"\(name)\" is made of itself", at: node)
      return nil
    }
    defer { underway.remove(name) }
    let value = expand(text, in: node, faults: faults)
    values[name] = value
    return value
  }
}
