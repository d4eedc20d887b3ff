import ElastoSync
import Glibc

@main
enum Main {
  static func main() async {
    ProcessMemory.keepSmall()
    let launcher = Launcher(console: Console(terminal: .current()))
    let status = await launcher.run(Array(CommandLine.arguments.dropFirst()))
    exit(status.rawValue)
  }
}
