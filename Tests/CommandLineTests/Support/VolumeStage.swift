import Foundation
import Glibc
import ProvidersTesting
import Synchronization
import Testing

/// Volumes that are served, each at the Unix socket `NAME.nbd` of the scene.
final class VolumeStage {
  let stage: ObjectStage
  private let started = Mutex<[Process]>([])

  init(stage: ObjectStage) { self.stage = stage }

  /// Those that a test has left running.
  func killServers() {
    for server in started.withLock({ $0 }) where server.isRunning { kill(server.processIdentifier, SIGKILL) }
  }

  var scene: Scene { stage.scene }

  func address(of name: String) -> String { "nbd+unix:///\(name)?socket=\(scene.path("\(name).nbd"))" }

  /// Starts a server of the volume, or of those `named`, and returns when it answers.
  func serve(_ name: String, named names: [String]? = nil, _ options: String...) throws -> RunningProgram {
    let server = try Program.start(
      Program.elastoSync, ["volume", "serve"] + options + (names ?? [name]), in: scene.folder,
      environment: scene.environment)
    started.withLock { $0.append(server.process) }
    do {
      try waitForServer(name) { server.process.isRunning }
    } catch {
      Issue.record("\(try server.finish().errors)")
      throw error
    }
    return server
  }

  func waitForServer(_ name: String, while isRunning: () -> Bool = { true }) throws {
    try wait("for the server of \(name)", while: isRunning) {
      try scene.shell("nbdinfo --size '\(address(of: name))'").status == 0
    }
  }

  /// Stops a server, which has to end well.
  func stop(_ server: RunningProgram) throws {
    kill(server.process.processIdentifier, SIGTERM)
    let outcome = try server.finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  struct TooLong: Error, CustomStringConvertible {
    let description: String
  }

  /// Looks until it is so.
  func wait(_ what: String, while isRunning: () -> Bool = { true }, _ isSo: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(300)
    while try !isSo() {
      guard ContinuousClock.now < deadline, isRunning() else { throw TooLong(description: "waited too long \(what)") }
      usleep(10_000)
    }
  }

  /// Bytes that clients have written to the volume since it is served.
  func written(to name: String) throws -> Int {
    let text = try scene.shell(
      "for s in state/volumes/*.control; do curl -s --unix-socket $s http://localhost/metrics; done"
    ).text
    let prefix = "elasto_volume_bytes_total{volume=\"\(name)\",operation=\"write\"} "
    return text.split(separator: "\n").first { $0.hasPrefix(prefix) }.flatMap { Int($0.dropFirst(prefix.count)) } ?? 0
  }

  /// What is stored is the image, to whoever else reads the storage.
  func judgeStorage(_ backing: VolumeServeTests.Backing) throws {
    let key = "\(stage.container)/v/\(backing.rawValue)"
    let script: String
    switch backing {
    case .disk: script = "cmp image disk/\(key)"
    case .diskVHD:
      script =
        "qemu-img info -f vpc disk/\(key) | grep -F '(67108864 bytes)'; qemu-img compare -f vpc -F raw disk/\(key) image"
    case .weed, .weedBack, .sealed:
      script = "$elasto volume export \(backing.rawValue) out.img; cmp image out.img"
    case .az, .back: script = "\(fetch(backing))\ncmp image blob"
    case .azVHD:
      script =
        "\(fetch(backing))\nqemu-img info -f vpc blob | grep -F '(67108864 bytes)'; qemu-img compare -f vpc -F raw blob image"
    }
    try scene.writePrivate("connection", stage.account.connectionString)
    let judged = try stage.shell("export elasto='\(Program.elastoSync.path)'\n\(script)")
    #expect(judged.status == 0, "\(judged.text) \(judged.errors)")
  }

  /// The blob, as Azure's SDK for Python downloads it.
  private func fetch(_ backing: VolumeServeTests.Backing) -> String {
    """
    python - <<'END'
    from azure.storage.blob import BlobClient
    connection = open("connection").read()
    blob = BlobClient.from_connection_string(
      connection, "\(stage.container)", "v/\(backing.rawValue)", api_version="2021-12-02")
    with open("blob", "wb") as file: blob.download_blob().readinto(file)
    END
    """
  }
}
