import ArgumentParser
import ElastoSync

/// What commands on objects take of the program's options: no repository, and so `-r` is free for "recursive".
struct RemoteGlobalOptions: SessionOptions {
  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: ArgumentHelp(
      "The manifest.",
      discussion: "Else $ELASTO_MANIFEST, ./elasto.yaml, $XDG_CONFIG_HOME/elasto/elasto.yaml, /etc/elasto/elasto.yaml.",
      valueName: "file"))
  var manifest: String?

  @Flag(help: "One JSON object per line on standard output.")
  var json = false

  @Flag(name: [.customShort("v"), .customLong("verbose")], help: "Say more; twice, say everything.")
  var verbose: Int

  @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Say nothing but errors and what was asked for.")
  var quiet = false

  @Option(help: ArgumentHelp("How much to say.", valueName: "level"))
  var logLevel: LogLevel?

  @Flag(help: "No colours; $NO_COLOR says the same.")
  var noColor = false

  mutating func validate() throws {
    var all = all
    try all.validate()
  }

  var all: GlobalOptions {
    var all = GlobalOptions()
    all.manifest = manifest
    all.repository = nil
    all.passwordFile = nil
    all.passwordCommand = nil
    all.json = json
    all.verbose = verbose
    all.quiet = quiet
    all.logLevel = logLevel
    all.noColor = noColor
    all.lockWait = nil
    all.cacheDir = nil
    all.noCache = false
    all.stateDir = nil
    all.threads = nil
    return all
  }
}
