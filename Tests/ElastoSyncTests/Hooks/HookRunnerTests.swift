import Glibc
import Testing

@testable import ElastoSync

@Suite final class HookRunnerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  deinit { folder.remove() }

  private func runner(_ hooks: [HookPhase: [[String]]], timeout: Duration = .seconds(60)) -> HookRunner {
    HookRunner(
      hooks: JobHooks(hooks),
      environment: HookEnvironment(job: "nightly", run: "r1", manifest: "/m.yaml", started: 5), timeout: timeout)
  }

  /// A command that adds a line with `text`, in which a shell expands variables, to the trace.
  private func note(_ text: String, then status: Int32 = 0) -> [String] {
    ["sh", "-c", "echo \"\(text)\" >>'\(folder.path)/trace'; exit \(status)"]
  }

  private func trace() throws -> [String] {
    let bytes = try DurableFile.read("\(folder.path)/trace") ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  @Test func hooksSeeTheJobItsResultAndItsFigures() async throws {
    let hooks = runner([
      .before: [note("$ELASTO_HOOK $ELASTO_JOB ${ELASTO_RESULT-none}")],
      .afterRead: [note("$ELASTO_HOOK $ELASTO_BYTES_READ")],
      .success: [note("$ELASTO_HOOK $ELASTO_RESULT $ELASTO_SNAPSHOTS")],
      .finally: [note("$ELASTO_HOOK $ELASTO_RESULT")],
    ])
    #expect(await hooks.begin() == .startJob)
    var figures = JobFigures()
    figures.bytesRead = 7
    await hooks.sourcesRead(figures: figures)
    figures.snapshots = 2
    #expect(await hooks.end(.incomplete, figures: figures, firstError: nil) == .incomplete)
    #expect(
      try trace() == ["before nightly none", "after-read 7", "success incomplete 2", "finally incomplete"])
  }

  @Test func aFailingBeforeAbortsAndTellsFailureWhy() async throws {
    let hooks = runner([
      .before: [note("before", then: 3)], .failure: [note("$ELASTO_RESULT: $ELASTO_ERROR")],
      .finally: [note("finally")],
    ])
    #expect(await hooks.begin() == .aborted(.failure))
    #expect(try trace() == ["before", "failure: hook before: sh ended with exit status 3", "finally"])
    #expect(hooks.failures.map(\.outcome) == [.exited(3)])
  }

  @Test func status75Skips() async throws {
    let hooks = runner([.before: [note("before", then: 75)], .finally: [note("$ELASTO_RESULT")]])
    #expect(await hooks.begin() == .skipped)
    #expect(try trace() == ["before", "skipped"])
  }

  @Test func aProgramThatIsNotThereIsAFailure() async throws {
    let hooks = runner([.success: [["/nowhere/program"]]])
    #expect(await hooks.begin() == .startJob)
    #expect(await hooks.end(.success, figures: JobFigures(), firstError: nil) == .failure)
    #expect(hooks.failures.map(\.description).first?.contains("/nowhere/program could not be started") == true)
  }

  @Test func aCommandThatTakesTooLongIsKilled() async throws {
    let hooks = runner([.before: [["sleep", "1000"]]], timeout: .milliseconds(50))
    #expect(await hooks.begin() == .aborted(.failure))
    #expect(hooks.failures.map(\.outcome) == [.timedOut])
  }

  @Test func aCancelledTaskEndsBeforeButRunsFinally() async throws {
    // The hook itself says that it runs, by opening the pipe.
    let pipe = "\(folder.path)/pipe"
    try #require(mkfifo(pipe, 0o600) == 0)
    let hooks = runner([.before: [["sh", "-c", "exec sleep 1000 >'\(pipe)'"]], .finally: [note("$ELASTO_RESULT")]])
    let task = Task { await hooks.begin() }
    let reader = await Task.detached { open(pipe, O_RDONLY | O_CLOEXEC) }.value
    defer { close(reader) }
    task.cancel()
    #expect(await task.value == .aborted(.interrupted))
    #expect(try trace() == ["interrupted"])
  }

  @Test func whatBeganBeforeTheCancellationIsUndone() async throws {
    let hooks = runner([.before: [note("stop")], .afterRead: [note("start")], .finally: [note("$ELASTO_RESULT")]])
    let task = Task {
      let beginning = await hooks.begin()
      withUnsafeCurrentTask { $0?.cancel() }
      return (beginning, await hooks.end(.interrupted, figures: JobFigures(), firstError: nil))
    }
    let (beginning, result) = await task.value
    #expect(beginning == .startJob)
    #expect(result == .interrupted)
    #expect(try trace() == ["stop", "start", "interrupted"])
  }
}
