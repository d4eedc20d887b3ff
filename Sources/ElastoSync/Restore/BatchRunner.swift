internal import Dispatch
internal import Glibc
import Providers
import ResticRepository
import Synchronization

/// Does batches, one after the other, on threads of its own, while the next one is being put together.
final class BatchRunner: Sendable {
  private let session: RestoreSession
  private let destination: OpenDirectory
  private let threads: Int
  private let running = DispatchGroup()

  init(session: RestoreSession, destination: OpenDirectory) {
    self.session = session
    self.destination = destination
    let processors = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    threads = session.options.threads > 0 ? session.options.threads : processors + 1
  }

  /// Waits until the batch before is done, and begins with this one.
  func start(_ batch: consuming RestoreBatch) {
    finish()
    let reads = batch.arrange()
    let batch = batch
    running.enter()
    let work: @Sendable () -> Void = { [self] in
      run(batch, reads)
      running.leave()
    }
    if !PlainThread.start(name: "elasto-restore", work) { work() }
  }

  /// Waits until everything that was begun is done.
  func finish() { running.wait() }

  private func run(_ batch: RestoreBatch, _ reads: [Range<Int>]) {
    inParallel(reads.count) { session, destination, next in
      let writer = ContentWriter(session: session, destination: destination, isPrivileged: geteuid() == 0)
      defer { writer.close() }
      let reader = try PackReader(session: session, writer: writer)
      while let index = next() { reader.restore(reads[index], of: batch) }
    }
    if session.cancellation.isCancelled { return discardUnfinished(batch) }
    let finisher = BatchFinisher(session: session, destination: destination)
    finisher.makeLinks(batch.links)
    if session.options.verifies {
      let files = batch.files.filter(\.isWhole)
      inParallel(files.count) { session, destination, next in
        let verifier = try RestoreVerifier(session: session, destination: destination)
        while let index = next() { verifier.verify(files[index]) }
      }
    }
    finisher.setMetadata(of: batch.directories)
  }

  /// Runs `body` on all threads; each takes the numbers below `count` from `next` until there are none.
  private func inParallel(
    _ count: Int, _ body: @escaping @Sendable (RestoreSession, OpenDirectory, () -> Int?) throws -> Void
  ) {
    guard count > 0 else { return }
    let taken = Counter()
    let group = DispatchGroup()
    let work: @Sendable () -> Void = { [session, destination] in
      do {
        try body(session, destination) {
          guard !session.cancellation.isCancelled else { return nil }
          let index = taken.next()
          return index < count ? index : nil
        }
      } catch {
        session.fail(RestoreFailure("a thread cannot begin: \(error)", at: FileSystemPath("")))
      }
      group.leave()
    }
    for _ in 1..<min(threads, count) {
      group.enter()
      if !PlainThread.start(name: "elasto-restore", work) { group.leave() }
    }
    group.enter()
    work()
    group.wait()
  }

  private func discardUnfinished(_ batch: RestoreBatch) {
    let writer = ContentWriter(session: session, destination: destination, isPrivileged: true)
    for file in batch.files where file.isStarted { writer.discard(file) }
  }

  private final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
  }
}
