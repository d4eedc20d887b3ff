import Foundation

@testable import ElastoSync

/// A folder of a test's own; `remove()` it, or let `withFolder` do so.
struct TemporaryFolder {
  let path: String

  init(under parent: String? = nil) throws {
    let parent = parent ?? ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    var template = Array("\(parent)/elasto-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  func remove() {
    _ = try? Self.run("rm", "-rf", "--", path)
  }

  static func withFolder<Result>(
    under parent: String? = nil, _ body: (TemporaryFolder) async throws -> Result
  ) async throws -> Result {
    let folder = try TemporaryFolder(under: parent)
    defer { folder.remove() }
    return try await body(folder)
  }

  func directory() throws -> OpenDirectory { try OpenDirectory(FileSystemPath(path)) }

  /// Writes `text` to a file, with the folders on the way.
  func write(_ relative: String, _ text: String = "") throws {
    try write(relative, Array(text.utf8))
  }

  func write(_ relative: String, _ bytes: [UInt8]) throws {
    let file = URL(fileURLWithPath: path).appendingPathComponent(relative)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// Runs a program and returns what it printed; throws where it fails.
  @discardableResult
  static func run(
    _ program: String, _ arguments: String..., environment: [String: String] = [:], input: [UInt8] = []
  ) throws -> String {
    try run(program, arguments, environment: environment, input: input, accepting: [0])
  }

  static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], input: [UInt8] = [],
    accepting codes: Set<Int32> = [0]
  ) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let inputFile = folder.appendingPathComponent("in")
    let outputFile = folder.appendingPathComponent("out")
    try Data(input).write(to: inputFile)
    try Data().write(to: outputFile)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    let output = try FileHandle(forWritingTo: outputFile)
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: outputFile), as: UTF8.self)
    guard codes.contains(process.terminationStatus) else {
      throw ProgramFailure(program: program, arguments: arguments, status: process.terminationStatus, output: text)
    }
    return text
  }
}

struct ProgramFailure: Error {
  var program: String
  var arguments: [String]
  var status: Int32
  var output: String
}
