import Testing

@testable import ElastoSync

@Suite final class RunHistoryTests {
  private let folder: TemporaryFolder
  private let history: RunHistory

  init() throws {
    folder = try TemporaryFolder()
    history = RunHistory(in: StateFolders(state: folder.path, cache: folder.path))
  }

  deinit { folder.remove() }

  private func record(_ index: Int, failures: Int = 0) -> RunRecord {
    RunRecord(
      job: "nightly", run: "r\(index)", started: Int64(index), ended: Int64(index + 1), result: .incomplete,
      figures: JobFigures(), targets: [.init(target: "vault", result: .success, snapshots: ["abc"])],
      failedPaths: (0..<failures).map { .init(path: "/p\($0)", reason: "Permission denied") }, errors: ["x\ny"])
  }

  @Test func recordsComeBackInOrder() throws {
    #expect(try history.records(ofJob: "nightly") == [])
    try history.append(record(1))
    try history.append(record(2, failures: 3))
    #expect(try history.records(ofJob: "nightly") == [record(1), record(2, failures: 3)])
    #expect(try history.records(ofJob: "other") == [])
  }

  @Test func theFileStaysBounded() throws {
    for index in 0...2 * RunHistory.recordLimit { try history.append(record(index)) }
    let kept = try history.records(ofJob: "nightly")
    #expect(kept.count == RunHistory.recordLimit)
    #expect(kept.last?.run == "r\(2 * RunHistory.recordLimit)")
    #expect(record(0, failures: 1000).failedPaths.count == RunRecord.failedPathLimit)
  }

  @Test func aDamagedLineIsLeftOut() throws {
    try history.append(record(1))
    try history.append(record(2))
    let path = "\(folder.path)/runs/nightly.jsonl"
    var bytes = try #require(try DurableFile.read(path))
    bytes[3] = 0
    try DurableFile.write(bytes, to: path, mode: 0o600)
    #expect(try history.records(ofJob: "nightly").map(\.run) == ["r2"])
  }
}
