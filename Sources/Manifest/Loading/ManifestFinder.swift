import Glibc

/// Where a manifest is looked for: `-f`, `$ELASTO_MANIFEST`, `./elasto.yaml`, the user's and the system's. Never in
/// a parent folder.
public struct ManifestFinder: Sendable {
  public static let variable = "ELASTO_MANIFEST"

  public var environment: ManifestEnvironment

  public init(environment: ManifestEnvironment) { self.environment = environment }

  /// The places, in order, when nothing is named.
  public var places: [String] {
    let configuration = environment.variables["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    let home = environment.variables["HOME"].flatMap { $0.isEmpty ? nil : "\($0)/.config" }
    let user = (configuration ?? home).map { ["\($0)/elasto/elasto.yaml"] } ?? []
    return ["elasto.yaml"] + user + ["/etc/elasto/elasto.yaml"]
  }

  /// The path to load. One that is named is not looked at: loading it says what is wrong with it.
  ///
  /// - Parameter named: the argument of `-f`.
  public func find(named: String? = nil) throws(ManifestErrors) -> String {
    if let named { return named }
    if let named = environment.variables[Self.variable], !named.isEmpty { return named }
    for place in places where access(LocalPath(place, relativeTo: environment.workingFolder).text, F_OK) == 0 {
      return place
    }
    let list = places.map { "\n    \($0 == "elasto.yaml" ? "./elasto.yaml" : $0)" }.joined()
    let mark = SourceMark(file: "manifest", line: 0, column: 0)
    throw ManifestErrors([
      ManifestFault(
        .unreadable, "there is none; looked for\(list)", at: mark,
        suggestion: "name one with -f FILE or $\(Self.variable)")
    ])
  }
}
