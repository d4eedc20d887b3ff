import Testing

@testable import ElastoSync

@Suite struct HookSequenceTests {
  /// Two commands for each phase, named after it: `before1`, `before2`, `after-read1`…
  private static let all = JobHooks(
    Dictionary(uniqueKeysWithValues: HookPhase.allCases.map { ($0, [["\($0.rawValue)1"], ["\($0.rawValue)2"]]) }))

  /// Plays a job: commands in `ends` end like that, all others well; the job ends with `job`, after reading its sources
  /// or not.
  private func play(
    _ hooks: JobHooks = all, ends: [String: HookOutcome] = [:], job: JobResult = .success, readsSources: Bool = true
  ) -> (trace: [String], result: JobResult, failures: [HookFailure]) {
    var sequence = HookSequence(hooks: hooks)
    var trace: [String] = []
    var action = sequence.begin()
    while true {
      switch action {
      case .run(let command):
        let name = command.arguments.first ?? ""
        trace.append(name)
        action = sequence.commandEnded(ends[name] ?? .exited(0))
      case .startJob:
        trace.append("read")
        action = readsSources ? sequence.sourcesRead() : sequence.jobEnded(job)
      case .continueJob:
        trace.append("write")
        action = sequence.jobEnded(job)
      case .finished(let result):
        return (trace, result, sequence.failures)
      }
    }
  }

  @Test func aGoodRunTakesEveryPhaseButFailure() {
    let run = play()
    let expected = "before1 before2 read after-read1 after-read2 write success1 success2 finally1 finally2"
    #expect(run.trace.joined(separator: " ") == expected)
    #expect(run.result == .success)
    #expect(run.failures.isEmpty)
  }

  @Test func withoutHooksOnlyTheJobRuns() {
    let run = play(JobHooks())
    #expect(run.trace == ["read", "write"])
    #expect(run.result == .success)
  }

  @Test(arguments: [
    (JobResult.incomplete, "success1 success2 finally1 finally2"), (.failure, "failure1 failure2 finally1 finally2"),
    (.interrupted, "finally1 finally2"),
  ])
  func theJobsEndDecidesTheLastPhases(job: JobResult, last: String) {
    let run = play(job: job)
    #expect(run.trace.joined(separator: " ").hasSuffix("write \(last)"))
    #expect(run.result == job)
  }

  @Test func aJobThatFailsBeforeItHasReadStillRunsAfterRead() {
    let run = play(job: .failure, readsSources: false)
    #expect(
      run.trace.joined(separator: " ").hasSuffix("read after-read1 after-read2 failure1 failure2 finally1 finally2"))
  }

  @Test(arguments: [HookOutcome.exited(1), .killed(signal: 9), .timedOut, .notStarted("No such file or directory")])
  func aFailingBeforeAbortsTheJob(outcome: HookOutcome) {
    let run = play(ends: ["before1": outcome])
    #expect(run.trace == ["before1", "failure1", "failure2", "finally1", "finally2"])
    #expect(run.result == .failure)
    #expect(run.failures.map(\.outcome) == [outcome])
  }

  @Test func whatBeforeBeganIsUndone() {
    let run = play(ends: ["before2": .exited(1)])
    #expect(run.trace.starts(with: ["before1", "before2", "after-read1", "after-read2", "failure1"]))
  }

  @Test func status75SkipsTheJobWithoutAFailure() {
    #expect(play(ends: ["before1": .exited(75)]).trace == ["before1", "finally1", "finally2"])
    let run = play(ends: ["before2": .exited(75)])
    #expect(run.trace == ["before1", "before2", "after-read1", "after-read2", "finally1", "finally2"])
    #expect(run.result == .skipped)
    #expect(run.failures.isEmpty)
  }

  @Test func status75IsAFailureInEveryOtherPhase() {
    #expect(play(ends: ["after-read1": .exited(75)]).result == .failure)
  }

  @Test func aFailingAfterReadSpoilsTheResultButNotTheRun() {
    let run = play(ends: ["after-read1": .exited(1)])
    #expect(run.trace.starts(with: ["before1", "before2", "read", "after-read1", "after-read2", "write", "failure1"]))
    #expect(run.result == .failure)
  }

  @Test func aFailingSuccessHookFailsTheJobOnce() {
    let run = play(ends: ["success1": .exited(1)])
    #expect(run.trace.suffix(4) == ["success1", "success2", "finally1", "finally2"])
    #expect(run.result == .failure)
  }

  @Test func ctrlCInBeforeStillRunsFinally() {
    let run = play(ends: ["before1": .interrupted])
    #expect(run.trace == ["before1", "finally1", "finally2"])
    #expect(run.result == .interrupted)
  }

  @Test func aFailureNamesThePhaseTheProgramAndTheReason() {
    let failures = play(ends: ["before1": .timedOut]).failures
    #expect(failures.map(\.description) == ["hook before: before1 took too long and was killed"])
  }
}
