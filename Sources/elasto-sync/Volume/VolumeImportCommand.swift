import ArgumentParser
import ElastoSync

/// Writes an image to a volume.
struct VolumeImportCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Write an image to a volume: raw, or a fixed VHD. Holes and zeros are not sent.",
    discussion: """
      The image may be smaller than the volume, which is zeros behind it then. A file is looked at for what it is;
      standard input (-) is raw unless --format says otherwise.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var dryRun: DryRunOption
  @OptionGroup var destroy: AllowDestroyOption

  @Option(help: ArgumentHelp("raw or vhd.", valueName: "format"), transform: ImageFormat.named)
  var format: ImageFormat?

  @Argument(help: ArgumentHelp("A volume of the manifest.", valueName: "name"))
  var name: String

  @Argument(help: ArgumentHelp("The image; - is standard input.", valueName: "file"))
  var file: String

  func run(in session: Session) async throws -> ExitStatus {
    let workspace = try session.workspace()
    let progress = RunProgress()
    let ticker = ProgressTicker.start("importing", on: session.console) { ProgressSample(progress.reading) }
    defer { ticker.stop() }
    let moved = try await workspace.importImage(
      from: file == "-" ? nil : file, format: format, to: name, allowsDestroy: destroy.allowDestroy,
      dryRun: dryRun.dryRun, progress: progress)
    ticker.stop()
    VolumeTransferText(session: session).show(moved, verb: "import", volume: name, file: file, dryRun: dryRun.dryRun)
    return .done
  }
}
