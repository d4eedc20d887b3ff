package import Foundation

/// What a program writes to its standard output for a given input.
package enum ProgramRun {
  package struct Failure: Error {
    package let status: Int32
  }

  package static func output(of program: String, _ arguments: [String], input: [UInt8]) throws -> Data {
    let folder = try TemporaryFolder()
    try folder.write(input, to: "in")
    try folder.write([], to: "out")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: folder.path + "/in"))
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path + "/out"))
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return try Data(contentsOf: URL(fileURLWithPath: folder.path + "/out"))
  }
}
