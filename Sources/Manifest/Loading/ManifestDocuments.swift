/// Reads a manifest and everything that it includes, and gathers the sections of all files.
struct ManifestDocuments {
  static let fileLimit = 1000

  private let faults: FaultCollector
  private let environment: ManifestEnvironment
  private var seen: Set<ManifestFile.Identity> = []
  let variables: VariableTable
  /// As they are named in marks.
  private(set) var files: [String] = []
  /// False when a file is missing from the picture, so that names may only seem to dangle.
  private(set) var isComplete = true
  private(set) var host: YAMLNode?
  private(set) var sections: [ManifestShape.Key: SectionEntries] = [:]
  /// By noun (`source`), the pairs that entries take over.
  private(set) var defaults: [String: [YAMLPair]] = [:]

  init(faults: FaultCollector, environment: ManifestEnvironment) {
    self.faults = faults
    self.environment = environment
    variables = VariableTable(hostname: environment.hostname)
  }

  /// Reads the file that the user named.
  mutating func read(_ name: String) {
    let path = LocalPath(name, relativeTo: environment.workingFolder)
    guard let document = document(path, name: name) else { return }
    guard checkVersion(document, isRequired: true) else {
      isComplete = false
      return
    }
    add(document, folder: path.parent, nameFolder: prefix(of: name))
  }

  /// Takes a text for the manifest; `name` stands in marks, and its folder is what relative paths start from.
  mutating func read(text: String, name: String) {
    let source = SourceText(file: name, text: text)
    guard let document = parse(source) else { return }
    guard checkVersion(document, isRequired: true) else { return }
    add(document, folder: LocalPath(name, relativeTo: environment.workingFolder).parent, nameFolder: prefix(of: name))
  }

  private func prefix(of name: String) -> String {
    String(name[..<(name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex)])
  }

  private mutating func document(_ path: LocalPath, name: String) -> [YAMLPair]? {
    do throws(ManifestFault) {
      let (source, identity) = try ManifestFile(userID: environment.userID).read(path, name: name)
      guard seen.insert(identity).inserted else { return nil }
      return parse(source)
    } catch {
      isComplete = false
      faults.report(error.code, error.message, at: error.mark, suggestion: error.suggestion)
      return nil
    }
  }

  private mutating func parse(_ source: SourceText) -> [YAMLPair]? {
    files.append(source.file)
    faults.register(source)
    guard let root = YAMLTree.read(source, faults: faults) else {
      isComplete = false
      return nil
    }
    if let pairs = root.pairs { return pairs }
    isComplete = false
    faults.report(.value, "\(root.noun) where a mapping (a manifest) belongs", at: root)
    return nil
  }

  private func checkVersion(_ pairs: [YAMLPair], isRequired: Bool) -> Bool {
    guard let node = pairs[ManifestShape.Key.version.rawValue]?.value else {
      guard isRequired, let file = files.last else { return true }
      faults.report(
        .missing, "\"version\" is missing", at: SourceMark(file: file, line: 1, column: 1),
        suggestion: "write \"version: 1\" at its top")
      return true
    }
    if case .scalar("1", _) = node.content { return true }
    faults.report(.value, "this program reads manifests of version 1 only", at: node)
    return false
  }

  private mutating func add(_ pairs: [YAMLPair], folder: String, nameFolder: String) {
    if let vars = pairs[ManifestShape.Key.vars.rawValue]?.value { variables.declare(vars, faults: faults) }
    for pair in pairs { add(pair) }
    if let node = pairs[ManifestShape.Key.include.rawValue]?.value {
      include(node, folder: folder, nameFolder: nameFolder)
    }
  }

  private mutating func add(_ pair: YAMLPair) {
    guard let key = ManifestShape.Key(rawValue: pair.key.name) else {
      guard pair.key.name != "<<" else { return }
      faults.report(
        .unknownKey, "unknown key \"\(pair.key.name)\" at the top of a manifest", at: pair.key,
        suggestion: Suggestion.near(pair.key.name, among: ManifestShape.Key.allCases.map(\.rawValue)))
      return
    }
    switch key {
    case .version, .include, .vars: break
    case .host:
      if let other = host {
        faults.report(.duplicate, "\"host\" is also given at \(other.mark)", at: pair.key)
      } else {
        host = pair.value
      }
    case .defaults: addDefaults(pair.value)
    case .providers, .sources, .targets, .jobs, .prices, .portals, .volumes:
      sections[key, default: SectionEntries()].add(pair.value, noun: noun(of: key), faults: faults)
    }
  }

  private func noun(of key: ManifestShape.Key) -> String {
    key == .prices ? ManifestShape.prices.noun : String(key.rawValue.dropLast())
  }

  private mutating func addDefaults(_ node: YAMLNode) {
    guard let kinds = node.pairs else {
      faults.report(.value, "\(node.noun) where a mapping of kinds (source, target, job) belongs", at: node)
      return
    }
    let known = [
      ManifestShape.sources.noun, ManifestShape.targets.noun, ManifestShape.jobs.noun, ManifestShape.providers.noun,
      ManifestShape.volumes.noun,
    ]
    for kind in kinds {
      guard known.contains(kind.key.name) else {
        if ManifestShape.notYetBuilt.contains(where: { $0.noun == kind.key.name }) {
          faults.report(
            .notYetBuilt, "a \(kind.key.name) is recognised, but not yet built into this version", at: kind.key)
        } else {
          faults.report(
            .unknownKey, "unknown key \"\(kind.key.name)\" in the defaults", at: kind.key,
            suggestion: Suggestion.near(kind.key.name, among: known) ?? "the kinds are \(known.joined(separator: ", "))"
          )
        }
        continue
      }
      guard let pairs = kind.value.pairs else {
        faults.report(.value, "\(kind.value.noun) where a mapping of defaults belongs", at: kind.value)
        continue
      }
      for pair in pairs {
        if let other = defaults[kind.key.name]?[pair.key.name] {
          faults.report(.duplicate, "the default is also given at \(other.key.mark)", at: pair.key)
        } else {
          defaults[kind.key.name, default: []].append(pair)
        }
      }
    }
  }

  private mutating func include(_ node: YAMLNode, folder: String, nameFolder: String) {
    let decoding = Decoding(faults: faults, variables: variables, environment: environment)
    let texts: [YAMLNode] = if case .sequence(let items) = node.content { items } else { [node] }
    for item in texts {
      guard let pattern = decoding.text(of: item, expecting: "a path or a pattern") else {
        isComplete = false
        continue
      }
      guard let paths = IncludePattern(pattern: pattern, folder: folder).files() else {
        isComplete = false
        faults.report(.unreadable, "a folder of \"\(pattern)\" cannot be read", at: item)
        continue
      }
      for path in paths {
        guard files.count < Self.fileLimit else {
          isComplete = false
          faults.report(.limit, "more than \(Self.fileLimit) files", at: item)
          return
        }
        includeFile(path, folder: folder, nameFolder: nameFolder)
      }
    }
  }

  private mutating func includeFile(_ path: LocalPath, folder: String, nameFolder: String) {
    let below = folder == "/" ? "/" : folder + "/"
    let name = path.text.hasPrefix(below) ? nameFolder + path.text.dropFirst(below.count) : path.text
    guard let document = document(path, name: name), checkVersion(document, isRequired: false) else { return }
    add(document, folder: path.parent, nameFolder: prefix(of: name))
  }
}
