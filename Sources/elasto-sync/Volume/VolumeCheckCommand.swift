import ArgumentParser
import ElastoSync

/// Looks for damage in a volume.
struct VolumeCheckCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Hold a volume against the manifest and its records, and read what it holds.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var dryRun: DryRunOption

  @Flag(help: "Look at what is recorded, and read no data.")
  var noData = false

  @Argument(help: ArgumentHelp("A volume of the manifest.", valueName: "name"))
  var name: String

  func run(in session: Session) async throws -> ExitStatus {
    let workspace = try session.workspace()
    let progress = RunProgress()
    let ticker = ProgressTicker.start("checking", on: session.console) { ProgressSample(progress.reading) }
    defer { ticker.stop() }
    let readsData = !noData && !dryRun.dryRun
    let data = try await workspace.checkVolume(name, readsData: readsData, progress: progress)
    ticker.stop()
    let state = try await workspace.volumeState(name)
    let size = QuantityText.exact(state.size ?? 0)
    session.note("volume \(name) is sound: \(QuantityText.bytes(data)) of \(size) \(readsData ? "read" : "allocated")")
    session.emit("volume_checked") { object in
      VolumeText(session: session).add(state, to: &object)
      object.add("allocated", data)
      object.add("read", readsData)
    }
    return .done
  }
}
