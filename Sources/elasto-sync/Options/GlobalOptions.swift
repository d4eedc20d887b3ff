import ArgumentParser

/// What every command takes, before or behind its name.
struct GlobalOptions: SessionOptions {
  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: ArgumentHelp(
      "The manifest.",
      discussion: "Else $ELASTO_MANIFEST, ./elasto.yaml, $XDG_CONFIG_HOME/elasto/elasto.yaml, /etc/elasto/elasto.yaml.",
      valueName: "file"))
  var manifest: String?

  @Option(
    name: [.customShort("r"), .customLong("repository")],
    help: ArgumentHelp(
      "A repository without a manifest: a folder, s3:https://HOST/BUCKET/PREFIX or azure:CONTAINER:/PREFIX.",
      valueName: "location"))
  var repository: String?

  @Option(help: ArgumentHelp("The file with the password of -r.", valueName: "file"))
  var passwordFile: String?

  @Option(
    help: ArgumentHelp(
      "A program that prints the password of -r, and its arguments, apart by spaces.", valueName: "command"))
  var passwordCommand: String?

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

  @Option(
    help: ArgumentHelp(
      "How long to wait for a lock that somebody else holds, such as 10m. Else what the job says.",
      valueName: "time"))
  var lockWait: String?

  @Option(help: ArgumentHelp("Where copies of indexes are kept between runs.", valueName: "folder"))
  var cacheDir: String?

  @Flag(help: "Keep no copies of indexes.")
  var noCache = false

  @Option(help: ArgumentHelp("Where records of earlier runs are kept.", valueName: "folder"))
  var stateDir: String?

  @Option(help: ArgumentHelp("Threads that read, hash and compress. Else one for each processor.", valueName: "count"))
  var threads: Int?

  mutating func validate() throws {
    if passwordFile != nil, passwordCommand != nil {
      throw ValidationError("--password-file and --password-command are two ways to give one password: choose one")
    }
    if repository == nil, passwordFile != nil || passwordCommand != nil {
      throw ValidationError("--password-file and --password-command go with -r; with a manifest, it names the password")
    }
    if repository != nil, manifest != nil {
      throw ValidationError("-f and -r are two ways to name a repository: choose one")
    }
    if quiet, verbose > 0 || logLevel.map({ $0 > .error }) ?? false {
      throw ValidationError("-q and -v contradict each other: choose one")
    }
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be 1 to 1024") }
  }

  var all: GlobalOptions { self }

  /// How much is said; `--log-level` is more exact than `-v`.
  var effectiveLogLevel: LogLevel {
    if quiet { return .error }
    let flagged: LogLevel = verbose == 0 ? .warning : verbose == 1 ? .info : .debug
    return logLevel ?? flagged
  }
}
