import ArgumentParser
import ElastoSync

/// Writes a volume to an image.
struct VolumeExportCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a volume to an image: a sparse file, or standard output (-).",
    discussion: "The file must not be there yet, and is there only when it is whole. Encrypted volumes are decrypted.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var dryRun: DryRunOption

  @Option(help: ArgumentHelp("raw or vhd.", valueName: "format"), transform: ImageFormat.named)
  var format = ImageFormat.raw

  @Argument(help: ArgumentHelp("A volume of the manifest.", valueName: "name"))
  var name: String

  @Argument(help: ArgumentHelp("The image; - is standard output.", valueName: "file"))
  var file: String

  mutating func validate() throws {
    if file == "-", global.json { throw ValidationError("--json and - both want standard output: choose one") }
  }

  func run(in session: Session) async throws -> ExitStatus {
    let workspace = try session.workspace()
    let progress = RunProgress()
    let ticker = ProgressTicker.start("exporting", on: session.console) { ProgressSample(progress.reading) }
    defer { ticker.stop() }
    let moved = try await workspace.exportImage(
      of: name, to: file == "-" ? nil : file, format: format, dryRun: dryRun.dryRun, progress: progress)
    ticker.stop()
    if file != "-" {
      VolumeTransferText(session: session).show(moved, verb: "export", volume: name, file: file, dryRun: dryRun.dryRun)
    }
    return .done
  }
}
