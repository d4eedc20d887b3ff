import Cryptography
package import Manifest

/// A manifest that was found and is in order.
public struct LoadedManifest: Sendable {
  package let manifest: SyncManifest
  /// The path that it was loaded from, as it was named.
  public let path: String
  /// The same, from the root.
  public let absolutePath: String

  /// Finds the manifest and loads it. Throws `ManifestErrors`, which is every fault that it has.
  ///
  /// - Parameter named: what the user names; `nil` looks in the environment and at the usual places.
  public static func load(named: String?) throws -> LoadedManifest {
    let environment = ManifestEnvironment.current { CalendarExpression.fault(in: $0) }
    let path = try ManifestFinder(environment: environment).find(named: named)
    let manifest = try ManifestLoader(environment: environment).load(path: path)
    return LoadedManifest(
      manifest: manifest, path: path, absolutePath: LocalPath(path, relativeTo: environment.workingFolder).text)
  }

  /// How many there are of each kind of entry.
  public var counts: [(kind: String, count: Int)] {
    [
      ("source", manifest.sources.count), ("target", manifest.targets.count), ("job", manifest.jobs.count),
      ("volume", manifest.volumes.count),
    ]
  }

  /// Everything included, expanded and defaulted, as YAML; behind each value stands where it comes from.
  public func effectiveText() throws -> String { try manifest.effectiveText() }

  /// What plans are bound to, 64 hexadecimal digits.
  public func digest() throws -> String { try manifest.digest().hex }

  /// The JSON Schema of the language.
  public static var schema: String { ManifestSchema.text }

  /// The reference table of the language, in Markdown.
  public static var reference: String { ManifestReference.text }
}
