import ArgumentParser
import ElastoSync

/// Gives a volume another size.
struct VolumeResizeCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "resize", abstract: "Make a volume larger or smaller.",
    discussion: """
      The manifest is not changed: write the new size there too, or the next apply takes it back, as far as it may.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var dryRun: DryRunOption
  @OptionGroup var destroy: AllowDestroyOption

  @Option(help: ArgumentHelp("The size that it shall have.", valueName: "size"))
  var size: String

  @Argument(help: ArgumentHelp("A volume of the manifest.", valueName: "name"))
  var name: String

  func run(in session: Session) async throws -> ExitStatus {
    let workspace = try session.workspace()
    let bytes = try ManifestValues.size(size)
    let before = try await workspace.volumeState(name).size
    let state = try await workspace.resizeVolume(
      name, to: bytes, allowsDestroy: destroy.allowDestroy, dryRun: dryRun.dryRun)
    let sizes = [before ?? 0, bytes].map(QuantityText.exact).joined(separator: " → ")
    session.note("\(dryRun.dryRun ? "would resize" : "resized") volume \(name) \(sizes)")
    if bytes != state.declaredSize {
      session.warn("the manifest says \(QuantityText.exact(state.declaredSize)) for \(name): write \(size) there too")
    }
    session.emit("volume_resized") { object in
      VolumeText(session: session).add(state, to: &object)
      object.add("size_before", ifPresent: before)
      object.add("dry_run", dryRun.dryRun)
    }
    return .done
  }
}
