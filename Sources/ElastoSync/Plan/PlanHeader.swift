import Cryptography

/// What a plan is about, and what it stands on: the first frame of a plan file.
public struct PlanHeader: Codable, Sendable {
  /// How much the planner looked at.
  public enum Depth: String, Codable, Sendable {
    /// Names, sizes and times; figures are bounds.
    case metadata
    /// Every new and changed file was read and chunked, and the index asked; figures are exact.
    case exact
  }

  /// One source of one job: it is read once for all its targets.
  public struct Section: Codable, Sendable {
    public var job: String
    public var source: String
    /// What the snapshots say they hold: the source's paths, or the name of a command's output.
    public var paths: [String]
    public var isCommand: Bool
    public var targets: [SectionTarget]
  }

  /// A target as this section was planned on it.
  public struct SectionTarget: Codable, Sendable {
    public var name: String
    /// The snapshot of the same identity that was compared with; none on a first run.
    public var parent: String?
  }

  /// A repository as it was found.
  public struct Target: Codable, Sendable {
    public var name: String
    public var location: String
    /// `nil` where the plan creates it.
    public var repository: String?
  }

  public static let currentVersion = 1

  public var version: Int
  /// RFC 3339.
  public var created: String
  public var program: String
  /// SHA-256 of the effective manifest.
  public var manifest: String
  public var host: String
  public var depth: Depth
  public var targets: [Target]
  public var sections: [Section]
}
