import Providers
import Synchronization
import Testing

@testable import ResticRepository

@Suite struct RepositoryLockTests {
  /// A machine whose clock goes only when someone sleeps, or when the test says so.
  private final class Machine: Sendable {
    private struct State {
      var seconds: Int64 = 1_800_000_000
      var births: [Int32: ProcessBirth] = [:]
      var afterSleep: (@Sendable () async throws -> Void)?
    }

    private let state = Mutex(State())

    func advance(_ seconds: Int64) { state.withLock { $0.seconds += seconds } }

    func start(_ pid: Int32, ticks: UInt64) {
      state.withLock { $0.births[pid] = ProcessBirth(bootID: "boot", startTicks: ticks) }
    }

    func kill(_ pid: Int32) { state.withLock { $0.births[pid] = nil } }

    /// Runs once, at the end of the next sleep.
    func afterNextSleep(_ body: @escaping @Sendable () async throws -> Void) {
      state.withLock { $0.afterSleep = body }
    }

    func options(pid: Int32, host: String = "here", wait: Duration = .zero, state directory: String? = nil)
      -> LockOptions
    {
      let birth = state.withLock { $0.births[pid] }
      let environment = LockEnvironment(
        process: ProcessIdentity(hostname: host, username: "ann", uid: 7, gid: 8, pid: pid, birth: birth),
        now: { GoTime(seconds: self.state.withLock { $0.seconds }) },
        sleep: { duration in
          if duration == RepositoryLock.refreshInterval { return try await Task.sleep(for: .seconds(3600)) }
          self.advance(duration.components.seconds)
          let action = self.state.withLock { state in
            defer { state.afterSleep = nil }
            return state.afterSleep
          }
          try await action?()
        },
        birth: { pid in self.state.withLock { $0.births[pid] } },
        isRunning: { pid in self.state.withLock { $0.births[pid] != nil } })
      return LockOptions(wait: wait, stateDirectory: directory, environment: environment)
    }
  }

  private let machine = Machine()

  @Test(arguments: [(false, false, true), (false, true, false), (true, false, false), (true, true, false)])
  func twoLocksGoTogetherOnlyWhenNeitherIsExclusive(first: Bool, second: Bool, isAllowed: Bool) async throws {
    let repository = try await RepositoryFixture().repository
    machine.start(1, ticks: 1)
    machine.start(2, ticks: 2)
    let held = try await repository.lock(exclusive: first, options: machine.options(pid: 1))
    do {
      try await repository.lock(exclusive: second, options: machine.options(pid: 2)).release()
      #expect(isAllowed)
    } catch {
      #expect(!isAllowed)
      #expect(error.code == .locked)
      #expect(error.message.contains("process 1 of ann on here"))
    }
    try await held.ensureHeld()
    try await held.release()
    try await held.release()
    #expect(try await repository.listLocks().isEmpty)
    await #expect(throws: RepositoryError.self) { try await held.ensureHeld() }
  }

  @Test func aLockThatComesDuringThePauseWins() async throws {
    let repository = try await RepositoryFixture().repository
    let other = machine.options(pid: 2, host: "there")
    machine.afterNextSleep {
      let locks = LockFolder(repository, other.environment, stateDirectory: nil)
      _ = try await locks.write(LockRecord(other.environment, exclusive: true))
    }
    let error = await #expect(throws: RepositoryError.self) {
      try await repository.lock(exclusive: false, options: machine.options(pid: 1))
    }
    #expect(error?.code == .locked)
    #expect(try await repository.listLocks().map { $0.record?.hostname } == ["there"])
  }

  @Test func waitsAsLongAsAllowedAndNotLonger() async throws {
    let repository = try await RepositoryFixture().repository
    machine.start(1, ticks: 1)
    let held = try await repository.lock(exclusive: true, options: machine.options(pid: 1))
    let start = machine.options(pid: 1).environment.now().seconds
    await #expect(throws: RepositoryError.self) {
      try await repository.lock(exclusive: false, options: machine.options(pid: 2, wait: .seconds(100)))
    }
    #expect(machine.options(pid: 1).environment.now().seconds - start == 100)
    machine.afterNextSleep { try await held.release() }
    try await repository.lock(exclusive: false, options: machine.options(pid: 2, wait: .seconds(100))).release()
  }

  @Test func refreshingPutsANewFileInPlaceOfTheOld() async throws {
    let repository = try await RepositoryFixture().repository
    let lock = try await repository.lock(exclusive: false, options: machine.options(pid: 1))
    let old = lock.id
    machine.advance(300)
    try await lock.refresh()
    #expect(lock.id != old)
    let locks = try await repository.listLocks()
    #expect(locks.map(\.id) == [lock.id])
    #expect(locks.first?.record?.time.seconds == machine.options(pid: 1).environment.now().seconds)
    try await lock.release()
  }

  @Test func aLockThatWasNotRefreshedFor25MinutesIsLost() async throws {
    let repository = try await RepositoryFixture().repository
    let lock = try await repository.lock(exclusive: false, options: machine.options(pid: 1))
    machine.advance(25 * 60)
    try await lock.ensureHeld()
    machine.advance(1)
    let error = await #expect(throws: RepositoryError.self) { try await lock.ensureHeld() }
    #expect(error?.code == .lockLost)
    await #expect(throws: RepositoryError.self) { try await lock.refresh() }
    try await lock.release()
    #expect(try await repository.listLocks().isEmpty)
  }

  @Test func aLockThatSomeoneRemovedIsLostAndNotPutBack() async throws {
    let repository = try await RepositoryFixture().repository
    let lock = try await repository.lock(exclusive: true, options: machine.options(pid: 1))
    try await repository.unlock(all: true)
    let error = await #expect(throws: RepositoryError.self) { try await lock.refresh() }
    #expect(error?.code == .lockLost)
    #expect(try await repository.listLocks().isEmpty)
  }

  @Test func unlockRemovesOldOnesAndThoseOfTheDeadHere() async throws {
    let repository = try await RepositoryFixture().repository
    machine.start(1, ticks: 1)
    machine.start(2, ticks: 1)
    let alive = try await repository.lock(exclusive: false, options: machine.options(pid: 1))
    _ = try await repository.lock(exclusive: false, options: machine.options(pid: 2))
    let foreign = try await repository.lock(exclusive: false, options: machine.options(pid: 2, host: "there"))
    machine.kill(2)
    #expect(try await repository.unlock(options: machine.options(pid: 1)).count == 1)
    #expect(Set(try await repository.listLocks().map(\.id)) == [alive.id, foreign.id])
    machine.advance(31 * 60)
    #expect(try await repository.unlock(options: machine.options(pid: 1)).count == 2)
  }

  @Test func ourOwnDeadAreKnownByTheirBirthThoughTheIdIsTakenAgain() async throws {
    let folder = try ResticOracle().folder
    let repository = try await RepositoryFixture().repository
    machine.start(5, ticks: 100)
    let lost = try await repository.lock(exclusive: true, options: machine.options(pid: 5, state: folder))
    machine.kill(5)
    machine.start(5, ticks: 200)
    machine.start(6, ticks: 300)
    // restic's rule sees a process with this id, and would wait for half an hour.
    await #expect(throws: RepositoryError.self) {
      try await repository.lock(exclusive: true, options: machine.options(pid: 6))
    }
    let lock = try await repository.lock(exclusive: true, options: machine.options(pid: 6, state: folder))
    #expect(try await repository.listLocks().map(\.id) == [lock.id])
    await #expect(throws: RepositoryError.self) { try await lost.ensureHeld() }
    try await lock.release()
  }

  @Test func aLockThatCannotBeReadStopsEveryoneUntilItIsRemoved() async throws {
    let fixture = try await RepositoryFixture()
    var random = SeededGenerator(40)
    try await fixture.store.put(RepositoryFile.lock.path(random.id()), random.bytes(200))
    let error = await #expect(throws: RepositoryError.self) {
      try await fixture.repository.lock(exclusive: false, options: machine.options(pid: 1))
    }
    #expect(error?.code == .locked)
    #expect(error?.message.contains("`unlock --all`") == true)
    #expect(try await fixture.repository.unlock(options: machine.options(pid: 1)).isEmpty)
    #expect(try await fixture.repository.unlock(all: true, options: machine.options(pid: 1)).count == 1)
  }

  @Test func thisProcessHasABirthAndAnImpossibleOneHasNot() {
    let process = ProcessIdentity.current()
    #expect(process.birth != nil)
    #expect(process.birth == ProcessBirth(ofProcess: process.pid))
    #expect(ProcessBirth(ofProcess: -1) == nil)
  }
}
