import Testing

@testable import ElastoSync

@Suite struct HookEnvironmentTests {
  private let environment = HookEnvironment(job: "nightly", run: "r1", manifest: "/m.yaml", started: 5)

  @Test func jobResultAndFiguresAreThere() {
    var figures = JobFigures()
    figures.bytesStored = 12
    let variables = environment.variables(phase: .success, result: .incomplete, figures: figures, firstError: nil)
    #expect(variables["ELASTO_JOB"] == "nightly")
    #expect(variables["ELASTO_RESULT"] == "incomplete")
    #expect(variables["ELASTO_HOOK"] == "success")
    #expect(variables["ELASTO_BYTES_STORED"] == "12")
    #expect(variables["ELASTO_ERROR"] == nil)
  }

  @Test func thereIsNoResultBeforeThereIsOne() {
    let variables = environment.variables(phase: .before, result: nil, figures: JobFigures(), firstError: "a\0b")
    #expect(variables["ELASTO_RESULT"] == nil)
    #expect(variables["ELASTO_ERROR"] == "a")
  }
}
