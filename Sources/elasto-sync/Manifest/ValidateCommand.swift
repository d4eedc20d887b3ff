import ArgumentParser
import ElastoSync

/// Checks a manifest; runs no commands.
struct ValidateCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check the manifest: all faults at once, with their places.")

  @OptionGroup var global: GlobalOptions

  @Flag(help: "Print what the manifest comes down to, each value with where it comes from.")
  var print = false

  @Flag(help: "Print the JSON Schema of manifests, and read none.")
  var schema = false

  @Flag(help: "Print the reference of manifests as Markdown, and read none.")
  var reference = false

  func run(in session: Session) async throws -> ExitStatus {
    if schema {
      session.console.write(Array(LoadedManifest.schema.utf8))
      return .done
    }
    if reference {
      session.console.write(Array(LoadedManifest.reference.utf8))
      return .done
    }
    let loaded = try LoadedManifest.load(named: global.manifest)
    if print {
      session.console.write(Array(try loaded.effectiveText().utf8))
      return .done
    }
    let counts = loaded.counts.map { QuantityText.count($0.count, $0.kind) }.joined(separator: ", ")
    session.note("\(loaded.path): in order (\(counts))")
    let digest = try loaded.digest()
    session.emit("manifest") { object in
      object.add("digest", digest)
      object.add("path", loaded.absolutePath)
      for (kind, count) in loaded.counts { object.add("\(kind)s", count) }
    }
    return .done
  }
}
