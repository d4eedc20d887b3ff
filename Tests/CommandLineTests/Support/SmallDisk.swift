import Foundation
import Glibc

/// A file system that is soon full.
struct SmallDisk {
  let path: String

  /// Only root may mount, and not in every container.
  static var canMount: Bool {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("elasto-mount-\(UUID().uuidString)").path
    defer { rmdir(folder) }
    guard let disk = try? SmallDisk(at: folder, bytes: 1 << 16) else { return false }
    disk.unmount()
    return true
  }

  init(at path: String, bytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard mount("none", path, "tmpfs", 0, "size=\(bytes)") == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM)
    }
  }

  func unmount() { umount2(path, Int32(MNT_DETACH)) }
}
