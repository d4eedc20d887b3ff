import Testing

@testable import ElastoSync

@Suite struct JobStatusTests {
  private func run(_ started: Int64, _ result: JobResult, targets: [RunRecord.Target] = []) -> RunRecord {
    RunRecord(
      job: "nightly", run: "r", started: started, ended: started + 10, result: result, figures: JobFigures(),
      targets: targets)
  }

  @Test(arguments: [
    (JobResult.success, 100 as Int64, JobStatus.Verdict.fine), (.incomplete, 100, .fine), (.success, 101, .tooOld),
    (.failure, 0, .neverGood), (.skipped, 0, .neverGood), (.interrupted, 0, .neverGood),
  ])
  func theNewestGoodRunDecides(result: JobResult, age: Int64, verdict: JobStatus.Verdict) {
    let status = JobStatus(job: "nightly", records: [run(1000, result)], maxAge: 100, now: 1000 + age)
    #expect(status.verdict == verdict)
    #expect(status.needsAttention == (verdict != .fine))
  }

  @Test func aFailureAfterwardsChangesNothingYet() {
    let status = JobStatus(job: "j", records: [run(1000, .success), run(1050, .failure)], maxAge: 100, now: 1090)
    #expect(status.verdict == .fine)
    #expect(status.age == 90)
    #expect(status.lastRun?.result == .failure)
  }

  @Test func withoutALimitNothingIsTooOld() {
    #expect(!JobStatus(job: "j", records: [], maxAge: nil, now: 0).needsAttention)
    #expect(JobStatus(job: "j", records: [], maxAge: 1, now: 0).verdict == .neverGood)
  }

  @Test func aClockThatWentBackMakesNoNegativeAge() {
    #expect(JobStatus(job: "j", records: [run(1000, .success)], maxAge: 1, now: 900).age == 0)
  }

  @Test func eachTargetHasItsOwnNewestGoodRun() {
    let records = [
      run(1, .failure, targets: [.init(target: "a", result: .success), .init(target: "b", result: .failure)]),
      run(2, .failure, targets: [.init(target: "a", result: .failure), .init(target: "b", result: .success)]),
    ]
    #expect(JobStatus(job: "j", records: records, maxAge: nil, now: 3).lastGoodAtTarget == ["a": 1, "b": 2])
  }
}
