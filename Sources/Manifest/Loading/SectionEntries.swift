/// The entries of one section from all files, before they are decoded.
struct SectionEntries {
  private(set) var entries: [YAMLPair] = []
  private var overriding: Set<String> = []

  var names: [String] { entries.map(\.key.name) }

  /// Adds a file's entries. A name that is there already is a fault, unless either says `override: true`: that one
  /// stays, the later of two.
  mutating func add(_ node: YAMLNode, noun: String, faults: FaultCollector) {
    guard let pairs = node.pairs else {
      let suggestion = node.isAbsent ? "leave the key out, or write {} for none" : nil
      faults.report(
        .value, "\(node.noun) where a mapping of names to \(noun)s belongs", at: node, suggestion: suggestion)
      return
    }
    for pair in pairs {
      if !EntryName.isValid(pair.key.name) {
        faults.report(.value, "\"\(pair.key.name)\" is no name: \(EntryName.rule)", at: pair.key)
        continue
      }
      add(pair, isOverriding: overrides(pair, faults: faults), noun: noun, faults: faults)
    }
  }

  private mutating func add(_ pair: YAMLPair, isOverriding: Bool, noun: String, faults: FaultCollector) {
    let name = pair.key.name
    guard let index = entries.firstIndex(where: { $0.key.name == name }) else {
      entries.append(pair)
      if isOverriding { overriding.insert(name) }
      return
    }
    if isOverriding {
      entries[index] = pair
      overriding.insert(name)
    } else if !overriding.contains(name) {
      faults.report(
        .duplicate, "the \(noun) \"\(name)\" is also declared at \(entries[index].key.mark)", at: pair.key,
        suggestion: "write \"override: true\" into the one that is to count")
    }
  }

  private func overrides(_ pair: YAMLPair, faults: FaultCollector) -> Bool {
    guard let node = pair.value.pairs?[EntryKind<Source>.overrideKey]?.value else { return false }
    guard case .scalar(let text, _) = node.content, let flag = Bool(manifestText: text) else {
      faults.report(.value, "\"override\" is neither yes nor no", at: node)
      return false
    }
    return flag
  }
}
