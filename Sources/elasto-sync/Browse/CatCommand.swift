import ArgumentParser
import ElastoSync

/// Writes a file's content to standard output.
struct CatCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat", abstract: "Write a file of a snapshot to standard output.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var selection: SelectionOptions

  @Argument(help: ArgumentHelp("The file, such as latest:/etc/fstab.", valueName: "snapshot:/path"))
  var file: String

  mutating func validate() throws {
    if global.json { throw ValidationError("cat writes the file's own bytes and has no --json") }
  }

  func run(in session: Session) async throws -> ExitStatus {
    let repository = try await session.openRepository(target)
    let chosen = try await ChosenSnapshot(file, in: repository, selection)
    guard case .entry(let entry) = try await chosen.place(in: repository) else {
      throw RunError(.usage, "name a file behind the snapshot, such as \(file):/etc/fstab")
    }
    try await FileContents(repository).read(entry) { session.console.write($0) }
    return .done
  }
}
