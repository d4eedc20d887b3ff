/// Permissions and file type as trees carry them: Go's `os.FileMode`, which is not `st_mode`.
///
///     31   30 29 28 27  26  25   24   23     22     21   20     19        8       0
///     dir  -  -  -  lnk dev fifo sock setuid setgid char sticky irregular rwxrwxrwx
public struct FileMode: RawRepresentable, Sendable, Hashable, BitwiseCopyable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  private static let directory: UInt32 = 1 << 31
  private static let symlink: UInt32 = 1 << 27
  private static let device: UInt32 = 1 << 26
  private static let namedPipe: UInt32 = 1 << 25
  private static let socket: UInt32 = 1 << 24
  private static let setUser: UInt32 = 1 << 23
  private static let setGroup: UInt32 = 1 << 22
  private static let characterDevice: UInt32 = 1 << 21
  private static let sticky: UInt32 = 1 << 20
  private static let irregular: UInt32 = 1 << 19
  private static let typeMask =
    directory | symlink | device | namedPipe | socket | characterDevice | irregular

  /// Converts `st_mode` of Linux.
  public init(unixMode mode: UInt32) {
    var raw = mode & 0o777
    switch mode & 0o170000 {
    case 0o040000: raw |= Self.directory
    case 0o120000: raw |= Self.symlink
    case 0o060000: raw |= Self.device
    case 0o020000: raw |= Self.device | Self.characterDevice
    case 0o010000: raw |= Self.namedPipe
    case 0o140000: raw |= Self.socket
    case 0o100000: break
    default: raw |= Self.irregular
    }
    if mode & 0o4000 != 0 { raw |= Self.setUser }
    if mode & 0o2000 != 0 { raw |= Self.setGroup }
    if mode & 0o1000 != 0 { raw |= Self.sticky }
    rawValue = raw
  }

  /// `rwxrwxrwx` with set-user-id, set-group-id and sticky where `chmod` wants them.
  public var permissions: UInt32 {
    var mode = rawValue & 0o777
    if rawValue & Self.setUser != 0 { mode |= 0o4000 }
    if rawValue & Self.setGroup != 0 { mode |= 0o2000 }
    if rawValue & Self.sticky != 0 { mode |= 0o1000 }
    return mode
  }

  /// `st_mode` of Linux: `permissions` and the file type's bits, which are 0 where `kind` is irregular or unknown.
  public var unixMode: UInt32 {
    switch kind {
    case .file: permissions | 0o100000
    case .directory: permissions | 0o040000
    case .symlink: permissions | 0o120000
    case .blockDevice: permissions | 0o060000
    case .characterDevice: permissions | 0o020000
    case .fifo: permissions | 0o010000
    case .socket: permissions | 0o140000
    case .irregular, .unknown: permissions
    }
  }

  public var kind: NodeKind {
    switch rawValue & Self.typeMask {
    case 0: .file
    case Self.directory: .directory
    case Self.symlink: .symlink
    case Self.device: .blockDevice
    case Self.device | Self.characterDevice: .characterDevice
    case Self.namedPipe: .fifo
    case Self.socket: .socket
    case Self.irregular: .irregular
    default: .unknown
    }
  }
}
