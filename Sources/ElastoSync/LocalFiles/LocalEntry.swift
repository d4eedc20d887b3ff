/// One name in a directory and what `lstat` says of it.
public struct LocalEntry: Sendable {
  /// The name's own bytes; never `.` nor `..`.
  public var name: [UInt8]
  public var status: FileStatus

  public init(name: [UInt8], status: FileStatus) {
    self.name = name
    self.status = status
  }
}
