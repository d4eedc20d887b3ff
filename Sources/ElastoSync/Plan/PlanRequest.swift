/// What a plan shall cover.
public struct PlanRequest: Sendable {
  /// Names of jobs; `nil` is all of them.
  public var jobs: [String]?
  /// Repositories that are not there yet are created, and volumes become as the manifest wants them.
  public var coversResources: Bool
  public var coversJobs: Bool
  public var depth: PlanHeader.Depth

  public init(
    jobs: [String]? = nil, coversResources: Bool = true, coversJobs: Bool = true,
    depth: PlanHeader.Depth = .metadata
  ) {
    self.jobs = jobs
    self.coversResources = coversResources
    self.coversJobs = coversJobs
    self.depth = depth
  }
}

/// A part of a plan that could not be made: the rest was.
public struct PlanFailure: Sendable {
  /// `nil` where no job is concerned.
  public var job: String?
  public var error: any Error
}
