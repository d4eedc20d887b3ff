import Glibc

/// Where this program keeps what it remembers, and what it can always make again.
///
/// Deleting either costs time, never safety.
public struct StateFolders: Sendable, Hashable {
  /// Run records, pinned repository ids, job locks.
  public var state: String
  /// Copies of what the repositories hold.
  public var cache: String

  public init(state: String, cache: String) {
    self.state = state
    self.cache = cache
  }

  /// `$STATE_DIRECTORY` and `$CACHE_DIRECTORY`, which systemd sets, else root's folders under `/var`, else
  /// `$XDG_STATE_HOME/elasto-sync` and `$XDG_CACHE_HOME/elasto-sync` with their defaults under `$HOME`.
  ///
  /// Of several folders in systemd's variables the first counts. XDG variables that are not absolute are ignored, as
  /// their specification wants. Throws `.noFolder` where nothing says which folder.
  public init(environment: [String: String], isRoot: Bool) throws(RunStateError) {
    func folder(_ systemd: String, _ xdg: String, underHome: String, forRoot: String) throws(RunStateError) -> String {
      if let list = environment[systemd], let first = list.split(separator: ":").first, first.hasPrefix("/") {
        return String(first)
      }
      if let base = environment[xdg], base.hasPrefix("/") { return "\(base)/elasto-sync" }
      if isRoot { return forRoot }
      if let home = environment["HOME"], home.hasPrefix("/") { return "\(home)/\(underHome)/elasto-sync" }
      throw RunStateError(.noFolder, "neither $\(systemd), $\(xdg) nor $HOME names a folder; set one of them")
    }
    state = try folder(
      "STATE_DIRECTORY", "XDG_STATE_HOME", underHome: ".local/state", forRoot: "/var/lib/elasto-sync")
    cache = try folder(
      "CACHE_DIRECTORY", "XDG_CACHE_HOME", underHome: ".cache", forRoot: "/var/cache/elasto-sync")
  }

  /// Those of this process.
  public static func current() throws(RunStateError) -> StateFolders {
    var environment: [String: String] = [:]
    for name in ["STATE_DIRECTORY", "CACHE_DIRECTORY", "XDG_STATE_HOME", "XDG_CACHE_HOME", "HOME"] {
      if let value = getenv(name) { environment[name] = String(cString: value) }
    }
    return try StateFolders(environment: environment, isRoot: geteuid() == 0)
  }
}
