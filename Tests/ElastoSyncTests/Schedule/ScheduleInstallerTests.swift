import Testing

@testable import ElastoSync

@Suite final class ScheduleInstallerTests {
  private let folder: TemporaryFolder
  private let installer: ScheduleInstaller

  init() throws {
    folder = try TemporaryFolder()
    installer = ScheduleInstaller(folder: "\(folder.path)/units", manifest: "/m.yaml")
  }

  deinit { folder.remove() }

  private func file(_ name: String, _ body: String, manifest: String = "/m.yaml") -> ScheduleFile {
    ScheduleFile(name: name, contents: ScheduleFile.mark(manifest: manifest) + "\n" + body)
  }

  private func kinds(_ changes: [ScheduleInstaller.Change]) -> [String] { changes.map(\.kind.rawValue) }

  @Test func aSecondTimeChangesNothing() throws {
    let files = [file("elasto-sync-a.timer", "1"), file("elasto-sync-a.service", "2")]
    #expect(try kinds(installer.changes(for: files)) == ["create", "create"])
    #expect(try kinds(installer.install(files)) == ["create", "create"])
    #expect(try kinds(installer.install(files)) == ["unchanged", "unchanged"])
    #expect(try kinds(installer.install([files[0], file("elasto-sync-a.service", "3")])) == ["unchanged", "update"])
  }

  @Test func aLookWritesNothing() throws {
    _ = try installer.changes(for: [file("elasto-sync-a.timer", "1")])
    #expect(try DurableFile.read("\(folder.path)/units/elasto-sync-a.timer") == nil)
  }

  @Test func aJobThatIsGoneIsReportedAndKept() throws {
    _ = try installer.install([file("elasto-sync-a.timer", "1"), file("elasto-sync-b.timer", "1")])
    let changes = try installer.install([file("elasto-sync-b.timer", "1")])
    #expect(kinds(changes) == ["unchanged", "leftover"])
    #expect(try DurableFile.read("\(folder.path)/units/elasto-sync-a.timer") != nil)
  }

  @Test(arguments: ["[Timer]\n", ScheduleFile.mark(manifest: "/other.yaml") + "\n"])
  func aFileOfSomeoneElseStays(contents: String) throws {
    let path = "\(folder.path)/units/elasto-sync-a.timer"
    try DurableFile.makeFolder("\(folder.path)/units")
    try DurableFile.write(Array(contents.utf8), to: path, mode: 0o644)
    #expect {
      try installer.install([file("elasto-sync-a.timer", "1")])
    } throws: { error in
      (error as? ScheduleError)?.code == .foreignFile && "\(error)".contains(path)
    }
    #expect(try DurableFile.read(path) == Array(contents.utf8))
  }
}
