public import Manifest

extension ManifestEnvironment {
  /// This process's environment, and what this library knows of calendars and patterns: with it a manifest's schedules
  /// and excludes are checked while it is loaded.
  public static func withRules() -> ManifestEnvironment {
    var environment = ManifestEnvironment.current(calendarFault: { CalendarExpression.fault(in: $0) })
    environment.patternFault = { pattern in
      do throws(PatternError) {
        _ = try GlobPattern(pattern)
        return nil
      } catch {
        return error.description
      }
    }
    environment.excludes = { patterns, path in
      guard let list = try? GlobList(patterns) else { return false }
      return list.covers(path: Array(path.utf8.drop { $0 == UInt8(ascii: "/") }), isDirectory: true)
    }
    return environment
  }
}
