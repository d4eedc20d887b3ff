import ArgumentParser
import ElastoSync

/// Which part of the manifest a plan covers.
struct JobOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Only this job, and no resources; may be repeated.", valueName: "name"))
  var job: [String] = []

  @Flag(help: "Only resources: repositories that are not there yet, and volumes.")
  var resources = false

  mutating func validate() throws {
    if resources, !job.isEmpty { throw ValidationError("--job is for jobs only, --resources for no jobs: choose one") }
  }

  func request(depth: PlanHeader.Depth) -> PlanRequest {
    PlanRequest(
      jobs: job.isEmpty ? nil : job, coversResources: job.isEmpty, coversJobs: !resources, depth: depth)
  }
}
