import ArgumentParser

/// Which repository a command is about.
struct TargetOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The target of the manifest; may be left away where there is one.", valueName: "name"))
  var target: String?
}
