import ElastoSync
import Glibc

@main
enum Main {
  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    // Transfers of objects have a buffer or two of 256 KiB for each part of a file, and little else.
    ProcessMemory.keepSmall(large: ObjectRoot.isMeant(by: arguments) ? 200 << 10 : 1 << 20)
    let launcher = Launcher(console: Console(terminal: .current()))
    let status = await launcher.run(arguments)
    exit(status.rawValue)
  }
}
