extension ShellPlaces {
  /// A line's words behind its command, with every name made whole: what `remote` would be told for the same.
  ///
  /// Options and their values stay what they are, and stand first. Nothing that was quoted in a name is a pattern.
  package func arguments(
    of words: [ShellWord], for verb: ShellVerb, providers: [String], absolute: (String) throws -> RemoteAddress
  ) throws -> [String] {
    let operands = verb.operands(words)
    var names: [String] = []
    var count = operands.count
    if count == verb.impliedAfter { count += 1 }
    for (place, index) in operands.enumerated() {
      let kind = verb.kind(of: place, count: count)
      names += try name(words[index], kind, isLast: place == count - 1, providers, absolute)
    }
    if count > operands.count {
      let here = ShellWord(text: ".", pattern: ".")
      names += try name(here, verb.kind(of: count - 1, count: count), isLast: true, providers, absolute)
    }
    let others = words.indices.filter { !operands.contains($0) && words[$0].text != "--" }
    return others.map { words[$0].text } + (names.isEmpty ? [] : ["--"] + names)
  }

  private func name(
    _ word: ShellWord, _ kind: ShellVerb.Kind, isLast: Bool, _ providers: [String],
    _ absolute: (String) throws -> RemoteAddress
  ) throws -> [String] {
    switch kind {
    case .local, .localFolder:
      if word.text == "-", isLast { return ["-"] }
      let path = localPath(word)
      // A folder, whether it is there or not.
      return [path.hasSuffix("/.") || path.hasSuffix("/..") ? "\(path)/" : path]
    case .remote, .remoteFolder:
      return try remoteAddress(word.pattern, providers: providers, absolute: absolute).map { [$0.description] } ?? []
    case .verb, .nothing: return [word.text]
    }
  }
}
