import ArgumentParser

/// For every command that changes something.
struct DryRunOption: ParsableArguments {
  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Say what would be done, and change nothing.")
  var dryRun = false
}
