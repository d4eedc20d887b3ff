import Glibc
import Testing

@testable import ElastoSync

@Suite final class JobLockTests {
  private let folder: TemporaryFolder
  private let folders: StateFolders

  init() throws {
    folder = try TemporaryFolder()
    folders = StateFolders(state: "\(folder.path)/state", cache: "\(folder.path)/cache")
  }

  deinit { folder.remove() }

  @Test func aSecondRunIsToldWhoHoldsIt() throws {
    let lock = try JobLock.acquire(job: "nightly", in: folders, started: 1_795_348_800)
    _ = withExtendedLifetime(lock) {
      #expect {
        try JobLock.acquire(job: "nightly", in: folders, started: 1_795_348_801)
      } throws: { error in
        (error as? RunStateError)?.code == .busy
          && "\(error)".contains("job nightly")
          && "\(error)".contains("process \(getpid()), since 2026-11-22 12:00:00 UTC")
      }
    }
  }

  @Test func theLockGoesWithItsHolder() throws {
    for _ in 0..<2 {
      _ = try JobLock.acquire(job: "nightly", in: folders, started: 0)
    }
  }

  @Test func jobsDoNotDisturbOneAnother() throws {
    let locks = try ["a/b", "a_b", "a b", "ä", "."].map { try JobLock.acquire(job: $0, in: folders, started: 0) }
    #expect(locks.count == 5)
  }
}
