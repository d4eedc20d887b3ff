import ArgumentParser

/// For every command that may go below a folder.
struct RecursiveOption: ParsableArguments {
  @Flag(
    name: [.customShort("r"), .customShort("R"), .customLong("recursive")], help: "Everything below a folder.")
  var recursive = false
}
