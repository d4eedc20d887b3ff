import Cryptography
import Manifest
import ResticRepository
import Synchronization

/// Stores one source at all its targets, and lets go what retention drops.
struct SectionRun {
  let applier: Applier
  let job: BackupJob
  let number: Int
  let targets: [String: OpenTarget]

  struct Result {
    var snapshots: [SavedSnapshot] = []
    var problems: [PathProblem] = []
    var errors: [any Error] = []
  }

  private var section: PlanHeader.Section { applier.header.sections[number] }

  /// A source that has been read: its sessions hold what is still to be made durable.
  struct Reading {
    var sessions: [TargetSession] = []
    /// The root's tree at each session; `nil` where the target failed.
    var trees: [StorageID?] = []
    var result = Result()
    var before: RunProgress.Reading
    var started: Double
  }

  /// Reads the source once, into every target that can be opened.
  func read(_ stream: OperationStream) async throws -> Reading {
    guard let source = applier.workspace.manifest.source(named: section.source) else {
      throw applier.outOfBounds("it names a source that the manifest does not have")
    }
    var reading = Reading(before: applier.progress.reading, started: RunClock.seconds())
    for planned in section.targets {
      guard let open = targets[planned.name], let repository = open.repository else { continue }
      do {
        reading.sessions.append(try await session(open, repository, planned))
      } catch {
        reading.result.errors.append(error)
      }
    }
    guard !reading.sessions.isEmpty else { return reading }
    let sessions = reading.sessions
    applier.observer.report(
      .sectionStarted(job: job.name, source: section.source, targets: sessions.map(\.name)))
    let job = job.name
    let observer = applier.observer
    let log = ProblemLog { observer.report(.problem(job: job, source: source.name, $0)) }
    do {
      switch source {
      case .paths(let source):
        reading.trees = try await PathsReader(section: self, source: source, sessions: sessions, log: log).read(stream)
        try SourceMounts(in: applier.workspace.settings.folders).record(source)
      case .command(let source):
        reading.trees = try await CommandReader(section: self, source: source, sessions: sessions).read(stream)
      }
    } catch {
      for session in sessions { await session.close() }
      throw error
    }
    reading.result.problems = (applier.summary.problems[number] ?? []) + log.problems
    return reading
  }

  /// Makes everything durable, writes the snapshots, and lets go what retention drops.
  func finish(_ reading: Reading, _ stream: OperationStream) async -> Result {
    var result = reading.result
    var saved: [TargetSession] = []
    for (session, tree) in zip(reading.sessions, reading.trees) {
      do {
        let snapshot = try await save(session, tree: tree, reading)
        saved.append(session)
        result.snapshots.append(snapshot)
        applier.observer.report(.snapshotSaved(snapshot))
      } catch {
        result.errors.append(error)
      }
    }
    do { try await forget(stream, savedAt: saved) } catch { result.errors.append(error) }
    for session in reading.sessions { await session.close() }
    return result
  }

  private func session(
    _ open: OpenTarget, _ repository: Repository, _ planned: PlanHeader.SectionTarget
  ) async throws -> TargetSession {
    let wait = applier.workspace.settings.lockWait ?? job.lockWait.duration
    let session = try await TargetSession(
      open.target, repository: repository, lock: await applier.locks.take(open.name), lockWait: wait,
      folders: applier.workspace.settings.folders,
      parent: planned.parent.flatMap { StorageID(hex: $0) })
    if session.adopted.packs + session.adopted.unreadable > 0 {
      applier.observer.report(
        .resumed(target: open.name, packs: session.adopted.packs, unreadable: session.adopted.unreadable))
    }
    if let leftover = session.adopted.leftover {
      applier.observer.report(
        .warning("target \(open.name): what an interrupted run left unfinished could not be removed: \(leftover)"))
    }
    // Trees that the plan takes over as they are were looked up before the lock was held.
    guard applier.isSaved || open.indexFiles.isSubset(of: session.index.indexFileIDs) else {
      await session.close()
      throw RunError(
        .locked, "the repository was pruned while this run made its plan: run it again", location: "target \(open.name)"
      )
    }
    return session
  }

  private func save(
    _ session: TargetSession, tree: StorageID?, _ reading: Reading
  ) async throws -> SavedSnapshot {
    if let failure = session.failure { throw failure }
    guard let tree else {
      throw RunError(.failed, "nothing of the source could be read", location: "source \(section.source)")
    }
    let identity = SnapshotIdentity(host: applier.header.host, job: job.name, source: section.source)
    let process = ProcessIdentity.current()
    let snapshot = Snapshot(
      time: applier.clock.now(), tree: tree, paths: section.paths, hostname: identity.host,
      username: process.username, uid: process.uid, gid: process.gid,
      tags: identity.tags + job.tags, parent: session.parent, programVersion: ProgramVersion.text)
    let id = try await session.save(snapshot)
    let figures = session.figures
    let now = applier.progress.reading
    return SavedSnapshot(
      job: job.name, source: section.source, target: session.name, id: id.hex, tree: tree.hex,
      files: now.files - reading.before.files, bytesRead: now.bytes - reading.before.bytes, newBlobs: figures.newBlobs,
      newBytes: figures.newBytes,
      storedBytes: figures.storedBytes, seconds: RunClock.seconds() - reading.started)
  }

  /// Retention counts on the new snapshot: where that was not written, nothing is let go.
  private func forget(_ stream: OperationStream, savedAt sessions: [TargetSession]) async throws {
    while let operation = try stream.next(of: number) {
      // What the section's threads left because every target failed, and the snapshot, which is written.
      guard case .forget(_, let target, let id) = operation,
        let session = sessions.first(where: { $0.name == target })
      else { continue }
      let identity = SnapshotIdentity(host: applier.header.host, job: job.name, source: section.source)
      try await session.forget(id, of: identity)
      applier.observer.report(.snapshotForgotten(target: target, id: id.hex))
    }
  }
}
