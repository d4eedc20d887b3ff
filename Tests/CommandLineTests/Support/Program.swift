import Foundation

/// Programs as a shell would run them.
enum Program {
  /// The built binary: it lies beside the test bundle.
  static var elastoSync: URL {
    let bundle = Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
    return bundle.resolvingSymlinksInPath().deletingLastPathComponent().appendingPathComponent("elasto-sync")
  }

  /// Runs to its end. Output goes through files, so that none is ever too much for a pipe.
  static func run(
    _ program: URL, _ arguments: [String], in folder: URL, environment: [String: String],
    input: FileHandle = .nullDevice
  ) throws -> Outcome {
    let process = try start(program, arguments, in: folder, environment: environment, input: input)
    return try process.finish()
  }

  static func start(
    _ program: URL, _ arguments: [String], in folder: URL, environment: [String: String],
    input: FileHandle = .nullDevice
  ) throws -> RunningProgram {
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("elasto-output-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    let (output, errors) = (scratch.appendingPathComponent("out"), scratch.appendingPathComponent("err"))
    try Data().write(to: output)
    try Data().write(to: errors)
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = environment
    process.standardInput = input
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    return RunningProgram(process: process, scratch: scratch)
  }
}

/// A program that may still be running.
struct RunningProgram {
  let process: Process
  let scratch: URL

  /// Waits for its end and takes what it wrote.
  func finish() throws -> Outcome {
    process.waitUntilExit()
    defer { try? FileManager.default.removeItem(at: scratch) }
    return Outcome(
      status: process.terminationStatus,
      output: try Data(contentsOf: scratch.appendingPathComponent("out")),
      errors: String(decoding: try Data(contentsOf: scratch.appendingPathComponent("err")), as: UTF8.self))
  }
}
