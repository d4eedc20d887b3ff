import Glibc

extension Workspace {
  /// Plans, and keeps nothing but the figures.
  ///
  /// - Parameter visit: shown every entry that changes, when all are known.
  public func plan(
    _ request: PlanRequest, observer: any RunObserver, progress: RunProgress, clock: RunClock = .system(),
    visiting visit: ((PlannedEntry) throws -> Void)? = nil
  ) async throws -> PlanReport {
    let (_, report, file) = try await planInMemory(
      request, observer: observer, progress: progress, clock: clock, locks: EarlyLocks(stateDirectory: nil))
    if let visit { try PlanFileReader(file, name: "the plan of this run").visitChanges(visit) }
    return report
  }

  /// Plans into a file, mode 0600, which must not be there yet; it is there only when everything could be planned.
  public func plan(
    _ request: PlanRequest, savingTo path: String, observer: any RunObserver, progress: RunProgress,
    clock: RunClock = .system()
  ) async throws -> PlanReport {
    guard access(path, F_OK) != 0 else {
      throw RunError(.usage, "there is a file of this name already: name another one", location: path)
    }
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor: FileDescriptor
    do {
      descriptor = try FileDescriptor.creating(temporary)
    } catch {
      throw PlanError(.inputOutput, "the plan cannot be written: \(error.reason)", location: path)
    }
    defer { unlink(temporary) }
    let planner = Planner(
      workspace: self, observer: observer, progress: progress, request: request, clock: clock,
      locks: EarlyLocks(stateDirectory: nil), isSaved: true)
    let result = try await planner.plan(into: descriptor, name: path)
    guard result.failures.isEmpty else { return result.report }
    guard rename(temporary, path) == 0 else {
      throw PlanError(.inputOutput, "the plan cannot be written: \(String(cString: strerror(errno)))", location: path)
    }
    return result.report
  }

  func planReader(_ path: String) throws -> PlanFileReader {
    let descriptor: FileDescriptor
    do {
      descriptor = try FileDescriptor.reading(path)
    } catch {
      throw PlanError(.inputOutput, "the plan cannot be read: \(error.reason)", location: path)
    }
    return try PlanFileReader(descriptor, name: path)
  }

  func planInMemory(
    _ request: PlanRequest, observer: any RunObserver, progress: RunProgress, clock: RunClock, locks: EarlyLocks
  ) async throws -> (result: Planner.Result, report: PlanReport, file: FileDescriptor) {
    let file: FileDescriptor
    do {
      file = try FileDescriptor.temporary(in: settings.temporaryDirectory)
    } catch {
      throw RunError(
        .failed, "no temporary file can be made (\(error.reason)): set TMPDIR to a folder with room",
        location: settings.temporaryDirectory)
    }
    let planner = Planner(
      workspace: self, observer: observer, progress: progress, request: request, clock: clock, locks: locks,
      isSaved: false)
    let result = try await planner.plan(into: file, name: "the plan of this run")
    return (result, result.report, file)
  }
}

extension Planner.Result {
  var report: PlanReport { PlanReport(header: header, summary: summary, failures: failures) }
}
