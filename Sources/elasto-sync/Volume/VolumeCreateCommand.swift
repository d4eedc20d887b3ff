import ArgumentParser
import ElastoSync

/// Makes volumes.
struct VolumeCreateCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "create", abstract: "Create volumes of the manifest, all zeros; apply does so too.",
    discussion: """
      The id of a volume is remembered: where another one is later, or none, nothing is done. --replace forgets it, and
      takes the volume that is there now, or creates a new one where none is; it deletes nothing.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var dryRun: DryRunOption

  @Flag(help: "Forget which volume was there.")
  var replace = false

  @Argument(help: ArgumentHelp("Volumes of the manifest.", valueName: "name"))
  var names: [String]

  func run(in session: Session) async throws -> ExitStatus {
    let workspace = try session.workspace()
    for name in names {
      let state = try await workspace.createVolume(name, replacing: replace, dryRun: dryRun.dryRun)
      let verb = dryRun.dryRun ? (state.isNew ? "would create" : "would take") : state.isNew ? "created" : "took"
      let traits = VolumeText.traits(
        size: state.size ?? state.declaredSize, format: state.format, location: state.location)
      session.note("\(verb) volume \(state.name) (\(traits))")
      session.emit("volume_created") { object in
        VolumeText(session: session).add(state, to: &object)
        object.add("new", state.isNew)
        object.add("dry_run", dryRun.dryRun)
      }
    }
    return .done
  }
}
