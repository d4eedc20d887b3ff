import ArgumentParser
import AzureEmulator
import Glibc

/// Serves an emulated storage account until it is killed.
@main
struct AzureEmulatorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "azure-emulator",
    abstract: "A storage account for tests: Azure's blob and file services on 127.0.0.1, everything in memory.")

  @Option(help: "The port for blobs; 0 for one that is free.") var port = 10_000
  @Option(help: "The port for files; else the one behind that for blobs, or one that is free.") var filePort: Int?
  @Option(help: "The account's name.") var account = EmulatorSettings().accountName
  @Option(help: "The account's key, in Base64.") var key = EmulatorSettings().accountKey
  @Option(help: "A bearer token that is accepted.") var bearer: String?
  @Option(help: "Milliseconds before each reply.") var latency: Int64 = 0
  @Option(help: "Seconds that a copy stays pending.") var copySeconds: Int64 = 0
  @Option(help: "Seconds that an archived blob takes to another tier.") var rehydrateSeconds: Int64 = 0
  @Flag(help: "Keep what blobs were before, as versions.") var versions = false
  @Option(help: "The share of requests that fail, 0 to 1.") var faultRate = 0.0
  @Option(help: "What chooses those that fail.") var seed: UInt64 = 1

  func run() async throws {
    var settings = EmulatorSettings()
    settings.port = port
    settings.filePort = filePort
    settings.accountName = account
    settings.accountKey = key
    settings.bearerToken = bearer
    settings.latency = latency
    settings.copySeconds = copySeconds
    settings.rehydrateSeconds = rehydrateSeconds
    settings.keepsVersions = versions
    settings.faultRate = faultRate
    settings.seed = seed
    let emulator = try await AzureEmulator(settings)
    // Not print: whoever waits for these lines reads a pipe, and gets no whole buffers.
    let lines = "listening on 127.0.0.1:\(emulator.port)\nfiles on 127.0.0.1:\(emulator.filePort)\n"
    let line = Array(lines.utf8)
    _ = line.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    try await emulator.wait()
  }
}
