import Cryptography

/// Snapshots, and all that they lead to.
extension CheckRun {
  func checkSnapshots(_ survey: IndexSurvey) async {
    let ids: [StorageID]
    do throws(RepositoryError) { ids = try await repository.list(.snapshot).map(\.id) } catch {
      return report(error, as: .unreadable, "", file: RepositoryFile.snapshot.prefix)
    }
    let snapshots = await load(ids)
    let faults = FaultCollector()
    let walk = ReachabilityWalk(repository, survey) { fault in
      faults.add(fault)
      self.report(Self.finding(of: fault))
    }
    await walk.run(snapshots, width: options.parallel)
    note { report in
      report.snapshots = snapshots.count
      report.trees = walk.treeCount
    }
    guard snapshots.count == ids.count, faults.first == nil, !Task.isCancelled else { return }
    countUnused(survey, walk.marks)
  }

  private func load(_ ids: [StorageID]) async -> [(id: StorageID, snapshot: Snapshot)] {
    let repository = repository
    let width = options.parallel
    return await withTaskGroup(of: (StorageID, Snapshot)?.self) { group in
      var found: [(id: StorageID, snapshot: Snapshot)] = []
      for (position, id) in ids.enumerated() {
        if position >= width, let next = await group.next(), let next { found.append(next) }
        group.addTask {
          do throws(RepositoryError) { return (id, try await repository.loadSnapshot(id)) } catch {
            self.report(error, as: .snapshotDamaged, "", file: RepositoryFile.snapshot.path(id))
            return nil
          }
        }
      }
      for await next in group {
        if let next { found.append(next) }
      }
      return found
    }
  }

  private static func finding(of fault: ReachabilityWalk.Fault) -> CheckFinding {
    switch fault {
    case .missing:
      CheckFinding(
        .error, .blobMissing, "\(fault); `repair` builds the index anew, in case a pack holds it; else back up again")
    case .unreadable(_, let error) where error.code == .store:
      CheckFinding(.error, .unreadable, "\(fault); check again when the store answers")
    case .unreadable: CheckFinding(.error, .treeDamaged, "\(fault); back up again what it belongs to, and `repair`")
    case .incomplete: CheckFinding(.error, .treeDamaged, "\(fault); back up again what it belongs to")
    }
  }

  private func countUnused(_ survey: IndexSurvey, _ marks: Bitmap) {
    let usages = PackUsages(survey.table, marks: marks) { _ in true }
    note { report in
      report.unusedBlobs = usages.unusedBlobs
      report.unusedBytes = usages.unusedBytes
      report.duplicateBlobs = usages.duplicateBlobs
      report.duplicateBytes = usages.duplicateBytes
    }
    if usages.unusedBlobs > 0 {
      report(
        CheckFinding(
          .hint, .unusedBlobs,
          "\(usages.unusedBlobs) blobs with \(usages.unusedBytes) bytes belong to no snapshot; `prune` frees them"))
    }
    if usages.duplicateBlobs > 0 {
      report(
        CheckFinding(
          .hint, .duplicateBlobs,
          "\(usages.duplicateBlobs) blobs with \(usages.duplicateBytes) bytes are stored more than once; `prune` frees them"
        ))
    }
  }
}
