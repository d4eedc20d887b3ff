import Cryptography
import Providers

/// Packs: are they all there, of the right size, and do they hold what the index says?
extension CheckRun {
  private struct Job: Sendable {
    var pack: StorageID
    var size: Int64
    /// `nil` for a pack that no index names.
    var position: UInt32?
    var isReadWhole: Bool
  }

  func checkPacks(_ survey: IndexSurvey) async {
    let listed: [(id: StorageID, size: Int64)]
    do throws(RepositoryError) { listed = try await repository.list(.pack) } catch {
      return report(error, as: .unreadable, "", file: RepositoryFile.pack.prefix)
    }
    let positions = survey.packPositions()
    let layout = PackLayouts(survey.table)
    var isThere = Bitmap(count: survey.table.packCount)
    var jobs: [Job] = []
    let whole = Set(chooseWhole(listed).map(\.id))
    for (id, size) in listed {
      note { report in
        report.packs += 1
        report.packBytes += size
      }
      let position = positions[id]
      if let position {
        isThere.insert(Int(position))
        checkSize(id, size, layout.packs[Int(position)])
      } else {
        note { $0.orphanPacks += 1 }
        report(
          CheckFinding(
            .hint, .packOrphan,
            "no index names this pack of \(size) bytes, as an interrupted backup leaves it; the next backup uses it, or "
              + "`prune` removes it", file: RepositoryFile.pack.path(id)))
      }
      jobs.append(Job(pack: id, size: size, position: position, isReadWhole: whole.contains(id)))
    }
    for position in 0..<UInt32(survey.table.packCount) where !isThere[Int(position)] {
      guard let pack = survey.table.pack(at: position) else { continue }
      report(
        CheckFinding(
          .error, .packMissing,
          "the pack is not there, and with it \(layout.packs[Int(position)].blobs) blobs; put it back from a copy of the "
            + "repository, or back up again and `repair`", file: RepositoryFile.pack.path(pack.id)))
    }
    await work(jobs, survey, layout)
  }

  private func chooseWhole(_ packs: [(id: StorageID, size: Int64)]) -> [(id: StorageID, size: Int64)] {
    guard let seed = options.seed else {
      var random = SystemRandomNumberGenerator()
      return options.readData.choose(from: packs, using: &random)
    }
    var random = RepeatableRandom(seed: seed)
    return options.readData.choose(from: packs, using: &random)
  }

  private func checkSize(_ pack: StorageID, _ size: Int64, _ layout: PackLayouts.Layout) {
    let file = RepositoryFile.pack.path(pack)
    if layout.fileBytes != size {
      report(
        CheckFinding(
          .error, .packSize,
          "the pack has \(size) bytes, and \(layout.fileBytes) by the index; `repair` builds the index anew from the packs",
          file: file))
    }
    if layout.isMixed {
      report(
        CheckFinding(.hint, .packMixed, "the pack holds both data and trees; `prune` parts them", file: file))
    }
  }

  private func work(_ jobs: [Job], _ survey: IndexSurvey, _ layout: PackLayouts) async {
    await withTaskGroup(of: Void.self) { group in
      var rest = jobs[...]
      var running = 0
      while !Task.isCancelled {
        while running < options.parallel, let job = rest.popFirst() {
          running += 1
          group.addTask { await self.check(job, survey, layout) }
        }
        guard await group.next() != nil else { break }
        running -= 1
      }
    }
  }

  private func check(_ job: Job, _ survey: IndexSurvey, _ layout: PackLayouts) async {
    let file = RepositoryFile.pack.path(job.pack)
    do throws(RepositoryError) {
      let entries: [PackEntry]?
      if job.isReadWhole {
        entries = try await readWhole(job, survey)
      } else {
        entries = try await repository.readPackHeader(job.pack, size: job.size)
      }
      guard let entries, let position = job.position else { return }
      let known = entries.count { survey.position(of: $0, inPackAt: position) != nil }
      let layout = layout.packs[Int(position)]
      guard known != entries.count || known != layout.blobs else { return }
      report(
        CheckFinding(
          .error, .packHeader,
          "the pack's header names \(entries.count) blobs and the index \(layout.blobs), of which \(known) are the same; "
            + "`repair` builds the index anew from the packs", file: file))
    } catch {
      guard error.code != .store, job.position == nil else {
        return report(error, as: .packHeader, "", file: file)
      }
      report(CheckFinding(.error, .packHeader, error.message, file: file), in: job)
    }
  }

  /// In a pack that no index names nothing is lost.
  private func report(_ finding: CheckFinding, in job: Job) {
    var finding = finding
    if job.position == nil { finding.severity = .warning }
    report(finding)
  }

  /// Reads a pack from its first byte to its last, and all that is in it.
  private func readWhole(_ job: Job, _ survey: IndexSurvey) async throws(RepositoryError) -> [PackEntry]? {
    let bytes: [UInt8]
    do { bytes = try await repository.store.get(RepositoryFile.pack.path(job.pack)) } catch {
      throw RepositoryError(
        error.code == .notFound ? .missing : .store, "the pack cannot be read: \(error.message)",
        location: repository.location(.pack, job.pack), cause: error)
    }
    note { report in
      report.packsRead += 1
      report.bytesRead += Int64(bytes.count)
    }
    let inspectors = inspectors
    let result = await threads.run {
      Result<PackInspector.Result, any Error> {
        try inspectors.withItem { inspector in
          var result = inspector.inspect(job.pack, bytes, known: [])
          // Without its header, the index still tells where the blobs are.
          if result.entries == nil, let position = job.position {
            result = inspector.inspect(job.pack, bytes, known: survey.entries(inPackAt: position))
          }
          return result
        }
      }
    }
    switch result {
    case .success(let result):
      for finding in result.findings { report(finding, in: job) }
      return result.entries
    case .failure(let error):
      throw RepositoryError(
        .store, "the pack cannot be checked: \(error)", location: repository.location(.pack, job.pack), cause: error)
    }
  }
}
