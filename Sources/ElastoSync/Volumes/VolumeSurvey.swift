import BlockVolume
import Manifest

/// Looks at volumes, and says of each what there is to do.
struct VolumeSurvey {
  let workspace: Workspace

  struct Result: Sendable {
    var planned: [PlannedVolume] = []
    var failures: [PlanFailure] = []
  }

  /// Volumes that are looked at side by side.
  private static let parallel = 8

  /// In the order of the manifest. What fails for one is in the result, the others are planned.
  func run(_ volumes: [DeclaredVolume]) async -> Result {
    let found = await withTaskGroup(of: (Int, Swift.Result<[PlannedVolume], any Error>).self) { group in
      var found: [Int: Swift.Result<[PlannedVolume], any Error>] = [:]
      for (index, volume) in volumes.enumerated() {
        if index >= Self.parallel, let (number, outcome) = await group.next() { found[number] = outcome }
        group.addTask { (index, await self.outcome(of: volume)) }
      }
      for await (number, outcome) in group { found[number] = outcome }
      return found
    }
    var result = Result()
    for index in volumes.indices {
      switch found[index] {
      case .success(let planned): result.planned += planned
      case nil: break
      case .failure(let error): result.failures.append(PlanFailure(job: nil, error: error))
      }
    }
    return result
  }

  private func outcome(of volume: DeclaredVolume) async -> Swift.Result<[PlannedVolume], any Error> {
    do {
      return .success(try await workspace.decision(on: volume).changes())
    } catch {
      return .failure(error)
    }
  }
}
