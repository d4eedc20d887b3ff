/// The modes that a file store gives to what it creates; the process's umask takes its bits away.
public struct FilePermissions: Sendable, Hashable {
  public var file: UInt32
  public var folder: UInt32

  public init(file: UInt32, folder: UInt32) {
    self.file = file
    self.folder = folder
  }

  /// 0400 and 0700, as restic leaves its local repositories: objects never change once written, and what may be
  /// deleted the folder decides.
  public static let owner = FilePermissions(file: 0o400, folder: 0o700)

  /// 0440 and 0770: a repository that a group shares.
  public static let group = FilePermissions(file: 0o440, folder: 0o770)

  /// 0666 and 0777 less the umask, as any program's files.
  public static let ordinary = FilePermissions(file: 0o666, folder: 0o777)
}
