/// The figures of a plan: its last frame, and what `plan` prints.
public struct PlanSummary: Codable, Sendable {
  /// One source against one target.
  public struct Part: Codable, Sendable {
    public var job: String
    public var source: String
    public var target: String
    public var changes = ChangeCounts()
    /// Bytes of new chunks after deduplication; `nil` where nothing was read.
    public var newBytes: Int64?
    public var newChunks: Int?
    /// What those would take after compression, estimated from a sample; `nil` where nothing was read.
    public var storedEstimate: Int64?
    /// Requests that write to the store, at most.
    public var putRequests = 0
    /// In the price table's currency; `nil` without a table.
    public var cost: PlannedCost?
  }

  public var parts: [Part] = []
  /// Bytes to read from the sources, at most; each source counts once.
  public var bytesToRead: Int64 = 0
  /// Repositories to create.
  public var repositories: [String] = []
  /// Volumes to create or to give another size.
  public var volumes: [PlannedVolume] = []
  /// Snapshots that declared retention would drop.
  public var forgotten: [ForgottenSnapshot] = []
  /// Jobs of the manifest that keep a repository in shape.
  public var maintenance: [String] = []
  /// Paths that could not be looked at, by section.
  public var problems: [Int: [PathProblem]] = [:]
  /// Sections that a guard refused: their operations are not carried out.
  public var refusedSections: [Int] = []
  /// Identities at the targets that no entry of the manifest names.
  public var unmanaged: [String] = []

  public init() {}

  /// There is nothing to do.
  public var isEmpty: Bool {
    repositories.isEmpty && volumes.isEmpty && forgotten.isEmpty && maintenance.isEmpty
      && parts.allSatisfy { $0.changes.isUnchanged }
  }
}

/// A snapshot that retention lets go.
public struct ForgottenSnapshot: Codable, Sendable {
  public var target: String
  public var id: String
  public var time: String
  public var source: String
}

/// A path and why it could not be read, or that it changed under the reader.
public struct PathProblem: Codable, Sendable, Hashable {
  public var path: String
  public var reason: String

  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
}

/// An amount of money a month and once.
public struct PlannedCost: Codable, Sendable, Equatable {
  public var currency: String
  public var once: Double
  public var perMonth: Double
}
