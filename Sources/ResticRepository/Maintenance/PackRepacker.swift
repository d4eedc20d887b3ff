import Cryptography
import Providers

/// Copies what is needed of packs into new ones, as it is sealed, after each blob has been opened and found right.
struct PackRepacker {
  private let repository: Repository
  private let survey: IndexSurvey
  private let plan: PrunePlan
  private let options: PruneOptions
  private var builders: [BlobKind: PackBuilder] = [:]
  private var finished: [FinishedPack] = []
  private var stored = IndexFile()
  private let threads: BlockingThreads

  /// The needed blobs of one pack, sealed.
  private struct Salvage: Sendable {
    var blobs: [(entry: PackEntry, sealed: ArraySlice<UInt8>)]
  }

  private enum Step: Sendable {
    case salvaged(Salvage)
    case stored(pack: StorageID, entries: [PackEntry])
  }

  /// Bytes that are read along rather than asked for separately.
  private static let gap: Int64 = 256 << 10

  init(_ repository: Repository, _ survey: IndexSurvey, _ plan: PrunePlan, options: PruneOptions) {
    self.repository = repository
    self.survey = survey
    self.plan = plan
    self.options = options
    threads = BlockingThreads(name: "elasto-prune", limit: options.parallel)
  }

  /// Returns the new packs, all of them stored.
  mutating func run() async throws(RepositoryError) -> IndexFile {
    do {
      try await copy()
    } catch let error as RepositoryError {
      throw error
    } catch {
      throw RepositoryError(
        .store, "the prune was interrupted: \(error); run it again", location: repository.store.name, cause: error)
    }
    return stored
  }

  private mutating func copy() async throws {
    var rest = plan.actions.indices.filter { plan.actions[$0] == .repack }[...]
    try await withThrowingTaskGroup(of: Step.self) { group in
      var running = 0
      while true {
        while running < options.parallel, let next = nextStep(&rest) {
          running += 1
          group.addTask(operation: next)
        }
        guard let step = try await group.next() else { break }
        running -= 1
        switch step {
        case .salvaged(let salvage): try add(salvage)
        case .stored(let pack, let entries): stored.append(pack: pack, entries: entries)
        }
        if running == 0, rest.isEmpty { try finishAll() }
      }
    }
  }

  /// Full packs go first: what is read has to be stored before more is.
  private mutating func nextStep(_ rest: inout ArraySlice<Int>) -> (@Sendable () async throws -> Step)? {
    let repository = repository
    if let pack = finished.popLast() {
      return {
        try await repository.put(.pack, pack.id, pack.bytes)
        return .stored(pack: pack.id, entries: pack.entries)
      }
    }
    guard let position = rest.popFirst() else { return nil }
    let (survey, plan, threads) = (survey, plan, threads)
    return {
      .salvaged(try await Self.salvage(UInt32(position), repository, survey, plan, threads))
    }
  }

  private mutating func add(_ salvage: Salvage) throws {
    for (entry, sealed) in salvage.blobs {
      var builder = builders.removeValue(forKey: entry.kind) ?? PackBuilder()
      if !builder.hasRoom(forBlobOf: sealed.count) { try finish(&builder) }
      sealed.withUnsafeBytes {
        builder.append($0, kind: entry.kind, id: entry.id, uncompressedLength: entry.uncompressedLength)
      }
      if Int64(builder.fileLength) >= options.policy.packSize { try finish(&builder) }
      builders[entry.kind] = builder
    }
  }

  private mutating func finishAll() throws {
    for kind in BlobKind.allCases {
      if var builder = builders.removeValue(forKey: kind), !builder.isEmpty { try finish(&builder) }
    }
  }

  private mutating func finish(_ builder: inout PackBuilder) throws {
    finished.append(
      try repository.codecs.withItem { try builder.finish(sealer: $0.sealer, hasher: $0.hasher) })
  }

  /// Reads and opens the needed blobs of one pack. Throws at the first that is damaged.
  private static func salvage(
    _ position: UInt32, _ repository: Repository, _ survey: IndexSurvey, _ plan: PrunePlan, _ threads: BlockingThreads
  ) async throws -> Salvage {
    guard let pack = survey.table.pack(at: position)?.id else { return Salvage(blobs: []) }
    let usage = plan.usages.packs[Int(position)]
    let location = repository.location(.pack, pack)
    let wanted = try await repository.readPackHeader(pack, size: usage.fileBytes).filter { entry in
      survey.position(of: entry, inPackAt: position).map { plan.usages.kept[$0] } ?? false
    }
    guard wanted.count == usage.usedBlobs else {
      throw RepositoryError(
        .damaged,
        "nothing was deleted: the pack's own header names \(wanted.count) of \(usage.usedBlobs) needed blobs; "
          + "`check` shows what is lost", location: location)
    }
    var blobs: [(entry: PackEntry, sealed: ArraySlice<UInt8>)] = []
    blobs.reserveCapacity(wanted.count)
    for run in runs(wanted) {
      guard let first = run.first, let last = run.last else { continue }
      let start = Int64(first.offset)
      let bytes = try await repository.readPack(pack, start..<Int64(last.offset) + Int64(last.length))
      try await threads.run {
        try repository.openers.withItem { opener in
          for entry in run {
            let from = Int(Int64(entry.offset) - start)
            _ = try bytes[from..<from + Int(entry.length)].withUnsafeBytes {
              try opener.open(
                $0, id: entry.id, uncompressedLength: entry.uncompressedLength, location: location)
            }
          }
        }
      }
      for entry in run {
        let from = Int(Int64(entry.offset) - start)
        blobs.append((entry, bytes[from..<from + Int(entry.length)]))
      }
    }
    return Salvage(blobs: blobs)
  }

  /// Blobs that lie near each other are read with one request.
  private static func runs(_ entries: [PackEntry]) -> [[PackEntry]] {
    var runs: [[PackEntry]] = []
    for entry in entries {
      if let last = runs.last?.last, Int64(entry.offset) - Int64(last.offset) - Int64(last.length) <= gap {
        runs[runs.count - 1].append(entry)
      } else {
        runs.append([entry])
      }
    }
    return runs
  }
}
