import Foundation

/// A folder of its own for a test; it goes with its owner.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() throws {
    let memory = "/dev/shm"
    let parent =
      ProcessInfo.processInfo.environment["TMPDIR"]
      ?? (FileManager.default.isWritableFile(atPath: memory) ? memory : "/tmp")
    var template = Array("\(parent)/elasto-providers-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file with the folders on the way, past any store.
  package func write(_ bytes: [UInt8], to relative: String) throws {
    let file = URL(fileURLWithPath: path).appendingPathComponent(relative)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }
}
