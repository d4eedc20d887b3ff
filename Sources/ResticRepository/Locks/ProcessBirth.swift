import Glibc

/// When a process began: no two on one machine share this and the process id.
public struct ProcessBirth: Sendable, Hashable {
  /// Of `/proc/sys/kernel/random/boot_id`: another one after each start of the machine.
  public var bootID: String
  /// Clock ticks from the machine's start to that of the process.
  public var startTicks: UInt64

  public init(bootID: String, startTicks: UInt64) {
    self.bootID = bootID
    self.startTicks = startTicks
  }

  /// `nil` when there is no such process.
  public init?(ofProcess pid: Int32) {
    guard let bootID = Self.read("/proc/sys/kernel/random/boot_id"), let status = Self.read("/proc/\(pid)/stat"),
      // proc(5): the second field is a name in parentheses that may hold anything; the start is the 22nd.
      let nameEnd = status.lastIndex(of: ")")
    else { return nil }
    let fields = status[nameEnd...].split(separator: " ")
    guard fields.count > 20, let ticks = UInt64(fields[20]) else { return nil }
    self.init(bootID: String(bootID.prefix { !$0.isWhitespace }), startTicks: ticks)
  }

  private static func read(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }
}
