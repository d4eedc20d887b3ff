import Glibc

/// What the loader takes from the world around it.
public struct ManifestEnvironment: Sendable {
  /// The value of `${hostname}`.
  public var hostname: String
  /// The user whose files, besides root's, are trusted.
  public var userID: UInt32
  public var variables: [String: String]
  /// What relative paths on the command line are relative to.
  public var workingFolder: String
  /// Says what is wrong with a calendar expression; nil when it is right.
  public var calendarFault: @Sendable (String) -> String?
  /// Says what is wrong with a pattern of `exclude`; nil when it is right.
  public var patternFault: @Sendable (String) -> String? = { _ in nil }
  /// Whether patterns leave out the folder at an absolute path. Without the rules for patterns, only one that is a
  /// path itself does.
  public var excludes: @Sendable (_ patterns: [String], _ path: String) -> Bool = { patterns, path in
    patterns.contains { pattern in
      guard pattern.hasPrefix("/"), !pattern.contains(where: { "*?[\\".contains($0) }) else { return false }
      return LocalPath(pattern).text != "/" && LocalPath(pattern).contains(LocalPath(path))
    }
  }

  public init(
    hostname: String, userID: UInt32, variables: [String: String] = [:], workingFolder: String,
    calendarFault: @escaping @Sendable (String) -> String? = { _ in nil }
  ) {
    self.hostname = hostname
    self.userID = userID
    self.variables = variables
    self.workingFolder = workingFolder
    self.calendarFault = calendarFault
  }

  /// This process's.
  public static func current(
    calendarFault: @escaping @Sendable (String) -> String? = { _ in nil }
  ) -> ManifestEnvironment {
    var variables: [String: String] = [:]
    for name in [ManifestFinder.variable, "XDG_CONFIG_HOME", "HOME"] {
      variables[name] = getenv(name).map { String(cString: $0) }
    }
    return ManifestEnvironment(
      hostname: text(limit: 256) { gethostname($0, $1) == 0 } ?? "localhost", userID: geteuid(), variables: variables,
      workingFolder: text(limit: Int(PATH_MAX)) { getcwd($0, $1) != nil } ?? "/", calendarFault: calendarFault)
  }

  private static func text(limit: Int, _ fill: (UnsafeMutablePointer<CChar>, Int) -> Bool) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: limit + 1) { buffer in
      buffer.initialize(repeating: 0)
      guard let start = buffer.baseAddress, fill(start, limit) else { return nil }
      return String(cString: start)
    }
  }
}
