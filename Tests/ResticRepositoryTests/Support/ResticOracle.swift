import Glibc
import Testing

/// Debian's restic on a repository of its own in a folder of its own: the other reader of what we write.
final class ResticOracle {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  let folder: String
  var repository: String { folder + "/repository" }
  private let environment: [String: String]

  /// - Parameter zone: The time zone of every call.
  init(zone: String = "UTC") throws {
    var template = Array((Self.scratch + "/elasto-model-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(description: "mkdtemp: errno \(errno)") }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    environment = ["TZ": zone, "RESTIC_PASSWORD": "secret", "PATH": "/usr/bin:/bin", "HOME": folder]
  }

  deinit { _ = try? run(["chmod", "-R", "u+rwX", folder], then: ["rm", "-rf", folder]) }

  private static var scratch: String {
    if let value = getenv("TMPDIR") { return String(cString: value) }
    return access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
  }

  @discardableResult
  func restic(_ arguments: String..., status: Int32 = 0) throws -> [UInt8] {
    try run(["restic", "--no-cache", "-r", repository] + arguments, status: status)
  }

  /// Runs a script in the folder with bash: names may be any bytes there.
  @discardableResult
  func shell(_ script: String) throws -> [UInt8] {
    try run(["bash", "-euc", "cd '\(folder)'\n" + script])
  }

  private func run(_ first: [String], then second: [String]) throws {
    try run(first)
    try run(second)
  }

  /// Runs a program to its end; returns what it wrote to its standard output.
  @discardableResult
  func run(_ arguments: [String], status wanted: Int32 = 0) throws -> [UInt8] {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let output = folder + "/.output-\(UInt64.random(in: 0 ... .max))"
    let errors = output + ".errors"
    posix_spawn_file_actions_addopen(&actions, 1, output, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    var argv = arguments.map { strdup($0) } + [nil]
    var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in argv + envp { free(pointer) } }
    var process: pid_t = 0
    let failure = posix_spawnp(&process, arguments[0], &actions, nil, &argv, &envp)
    guard failure == 0 else { throw Failure(description: "\(arguments[0]): errno \(failure)") }
    var raw: Int32 = 0
    while waitpid(process, &raw, 0) < 0, errno == EINTR {}
    let result = Self.read(output)
    let problem = Self.read(errors)
    unlink(output)
    unlink(errors)
    guard raw & 0x7f == 0, raw >> 8 & 0xff == wanted else {
      throw Failure(
        description: "\(arguments.joined(separator: " ")): status \(raw >> 8 & 0xff), "
          + String(decoding: problem, as: UTF8.self))
    }
    return result
  }

  static func read(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { return [] }
    defer { fclose(file) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { result += buffer[..<count] }
    return result
  }

  /// The id of the only or newest snapshot.
  func latestSnapshot() throws -> String {
    let ids = try lines(restic("list", "snapshots", "-q"))
    guard let last = ids.last else { throw Failure(description: "no snapshot") }
    return last
  }

  func lines(_ bytes: [UInt8]) -> [String] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
