import Foundation
import Providers
import ResticRepository
import Secrets

/// A folder of its own with a source, a manifest and an empty repository, in which the built binary runs.
struct Scene {
  let folder: URL

  static let password = "correct horse"

  /// Sets the scene, plays, and clears it away.
  static func play(
    hasRepository: Bool = true, _ body: (Scene) async throws -> Void
  ) async throws {
    let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    let scene = Scene(folder: URL(fileURLWithPath: parent).appendingPathComponent("elasto-cli-\(UUID().uuidString)"))
    defer { try? FileManager.default.removeItem(at: scene.folder) }
    try scene.write("files/one.txt", "one\n")
    try scene.write("files/sub/two.txt", "two, and somewhat longer\n")
    try scene.writePrivate("vault.key", password)
    try scene.write("elasto.yaml", scene.manifest())
    if hasRepository { try await scene.createRepository() }
    try await body(scene)
  }

  /// A manifest with one job; `extra` stands in its source, target and job.
  func manifest(source: String = "", target: String = "", job: String = "") -> String {
    """
    version: 1
    host: testing
    sources:
      files: { paths: [\(path("files"))]\(source) }
    targets:
      vault: { repository: vault, password: { file: vault.key }\(target) }
    jobs:
      nightly: { from: [files], to: [vault]\(job) }

    """
  }

  /// A repository whose key costs little to derive, so that a test of many commands does not wait for scrypt.
  @discardableResult
  func createRepository(at name: String = "vault") async throws -> Repository {
    try await Repository.create(
      at: FileStore(root: path(name)), password: SecretBytes(copying: Array(Self.password.utf8)),
      options: RepositoryOptions(scrypt: ScryptParameters(n: 1 << 10, r: 8, p: 1)))
  }

  func openRepository(at name: String = "vault") async throws -> Repository {
    try await Repository.open(
      at: FileStore(root: path(name)), password: SecretBytes(copying: Array(Self.password.utf8)))
  }

  func path(_ relative: String) -> String { folder.appendingPathComponent(relative).path }

  func write(_ relative: String, _ text: String) throws {
    let file = folder.appendingPathComponent(relative)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Readable by nobody else, as secrets must be.
  func writePrivate(_ relative: String, _ text: String) throws {
    try write(relative, text)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path(relative))
  }

  func read(_ relative: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appendingPathComponent(relative)), as: UTF8.self)
  }

  func exists(_ relative: String) -> Bool { FileManager.default.fileExists(atPath: path(relative)) }

  /// Regular files below a folder, by their paths relative to the scene.
  func files(below relative: String) -> [String] {
    let found = FileManager.default.enumerator(atPath: path(relative))?.compactMap { $0 as? String } ?? []
    return found.map { "\(relative)/\($0)" }.filter { name in
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: path(name), isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }

  var environment: [String: String] {
    var environment = ProcessInfo.processInfo.environment
    for name in ["ELASTO_MANIFEST", "ELASTO_PASSWORD", "NO_COLOR"] { environment[name] = nil }
    environment["STATE_DIRECTORY"] = path("state")
    environment["CACHE_DIRECTORY"] = path("cache")
    environment["TZ"] = "UTC"
    return environment
  }

  /// Runs the program in the scene's folder, without a terminal.
  @discardableResult
  func run(_ arguments: String...) throws -> Outcome {
    try Program.run(Program.elastoSync, arguments, in: folder, environment: environment)
  }

  func start(_ arguments: String...) throws -> RunningProgram {
    try Program.start(Program.elastoSync, arguments, in: folder, environment: environment)
  }

  /// Runs a script of bash in the scene's folder, with the program as `$elasto`.
  @discardableResult
  func shell(_ script: String) throws -> Outcome {
    var environment = environment
    environment["elasto"] = Program.elastoSync.path
    return try Program.run(
      URL(fileURLWithPath: "/bin/bash"), ["-c", script], in: folder, environment: environment)
  }
}
