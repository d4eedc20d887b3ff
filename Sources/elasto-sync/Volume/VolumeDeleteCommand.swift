import ArgumentParser
import ElastoSync

/// Deletes a volume.
struct VolumeDeleteCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a volume with all its data and snapshots.",
    discussion: "Where it was created with prevent-destroy, which is the default, --allow-destroy is needed.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var dryRun: DryRunOption
  @OptionGroup var destroy: AllowDestroyOption

  @Argument(help: ArgumentHelp("A volume of the manifest.", valueName: "name"))
  var name: String

  func run(in session: Session) async throws -> ExitStatus {
    let workspace = try session.workspace()
    let state = try await workspace.deleteVolume(name, allowsDestroy: destroy.allowDestroy, dryRun: dryRun.dryRun)
    let wasThere = state.size != nil
    session.note(
      wasThere
        ? "\(dryRun.dryRun ? "would delete" : "deleted") volume \(name) at \(state.location)"
        : "there is no volume \(name) at \(state.location)")
    session.emit("volume_deleted") { object in
      VolumeText(session: session).add(state, to: &object)
      object.add("dry_run", dryRun.dryRun)
    }
    return .done
  }
}
