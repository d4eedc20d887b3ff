import Manifest
public import ResticRepository

extension Upkeep {
  /// Prunes with limits as they are typed: `5%`, `2 GiB`, `unlimited`. Throws `.usage` for what is none.
  public func prune(maxUnused: String?, maxRepack: String?, isDryRun: Bool) async throws -> PruneReport {
    var rules = PruneRules()
    if let maxUnused {
      guard let limit = UnusedLimit(parsing: maxUnused) else {
        throw RunError(.usage, "it is no limit: write 5%, 2 GiB or unlimited", location: maxUnused)
      }
      rules.maxUnused = limit
    }
    if let maxRepack {
      guard let size = ByteSize(parsing: maxRepack) else {
        throw RunError(.usage, "it is no size: write 500 MiB or 2 GiB", location: maxRepack)
      }
      rules.maxRepack = size
    }
    return try await prune(rules, isDryRun: isDryRun)
  }

  /// Checks, and reads the data that is typed: `5%`, `1/7`, `2 GiB`, `yes`; `nil` reads none. Throws `.usage`.
  public func check(
    readData text: String?, onFinding: @escaping @Sendable (CheckFinding) -> Void
  ) async throws -> CheckReport {
    guard let text else { return try await check(ReadDataSelection.none, onFinding: onFinding) }
    guard let selection = ReadDataSelection(parsing: text) else {
      throw RunError(.usage, "it is no part of the data: write 5%, 1/7 or 2 GiB", location: text)
    }
    return try await check(selection, onFinding: onFinding)
  }
}

extension CalendarSpan {
  /// A length of time as it is typed: `7d`, `1mo`, `1y6mo`. Throws `.usage`.
  public init(typed text: String) throws(RunError) {
    guard let span = TimeSpan(parsing: text) else {
      throw RunError(.usage, "it is no length of time: write 7d, 3mo or 1y6mo", location: text)
    }
    self.init(span)
  }
}
