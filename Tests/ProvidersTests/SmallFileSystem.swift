import Foundation
import ProvidersTesting

/// A file system of one megabyte; there is none where mounting is not allowed.
final class SmallFileSystem: Sendable {
  let path: String

  init?(below folder: TemporaryFolder) throws {
    path = folder.path + "/small"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard geteuid() == 0, try Self.run("mount", "-t", "tmpfs", "-o", "size=1m", "elasto-test", path) else { return nil }
  }

  deinit { _ = try? Self.run("umount", "-l", path) }

  func makeReadOnly() throws {
    guard try Self.run("mount", "-o", "remount,ro", path) else { throw POSIXError(.EROFS) }
  }

  private static func run(_ arguments: String...) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
