import ArgumentParser

/// Disks whose bytes are kept in a store.
struct VolumeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "volume", abstract: "Create, list, resize, fill, check, delete and serve the volumes of the manifest.",
    subcommands: [
      VolumeCreateCommand.self, VolumeListCommand.self, VolumeResizeCommand.self, VolumeImportCommand.self,
      VolumeExportCommand.self, VolumeCheckCommand.self, VolumeDeleteCommand.self, VolumeServeCommand.self,
      VolumeTopCommand.self,
    ])
}
