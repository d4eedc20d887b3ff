import Glibc
import Testing

@testable import ElastoSync

@Suite final class SessionJournalTests {
  private let folder: TemporaryFolder
  private let journal: SessionJournal

  init() throws {
    folder = try TemporaryFolder()
    journal = SessionJournal(
      of: String(repeating: "a1", count: 32), in: StateFolders(state: "\(folder.path)/state", cache: folder.path))
  }

  deinit { folder.remove() }

  private func endProperly() {
    let entry = journal.begin()
    entry.settle()
    entry.end()
  }

  @Test func withoutRecordsARunLooksForItself() {
    #expect(journal.begin().isAfterInterruption)
  }

  @Test func aSessionThatEndedLeavesNothingToLookFor() {
    endProperly()
    #expect(!journal.begin().isAfterInterruption)
  }

  @Test func aSessionThatWasKilledIsNoticedUntilARunHasSettledIt() {
    endProperly()
    // Its process is gone: the lock went with the descriptor, the file stays.
    _ = journal.begin()
    for _ in 1...2 {
      let entry = journal.begin()
      #expect(entry.isAfterInterruption)
      entry.end()
    }
    let entry = journal.begin()
    entry.settle()
    entry.end()
    #expect(!journal.begin().isAfterInterruption)
  }

  @Test func aSessionThatIsStillAtWorkIsNoInterruption() {
    endProperly()
    let other = journal.begin()
    #expect(!journal.begin().isAfterInterruption)
    other.end()
  }

  @Test func aStateFolderThatCannotBeWrittenMakesEachRunLook() throws {
    let blocked = "\(folder.path)/file"
    let file = open(blocked, O_WRONLY | O_CREAT, 0o600)
    close(file)
    let journal = SessionJournal(of: "b2", in: StateFolders(state: blocked, cache: folder.path))
    for _ in 1...2 {
      let entry = journal.begin()
      #expect(entry.isAfterInterruption)
      entry.settle()
      entry.end()
    }
  }
}
