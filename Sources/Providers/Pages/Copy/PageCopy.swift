/// Copies volumes from one storage to another: holes are neither read nor written, nor is what turns out to be zeros.
///
/// Memory is bounded by `Settings`, whatever the volume's size. Safe to repeat: what was copied is copied again. A
/// source that is written meanwhile gives some of the old and some of the new; copy a snapshot of it.
public struct PageCopy: Sendable {
  public struct Settings: Sendable {
    /// Bytes that are read at once; a power of two.
    public var piece: Int64 = 4 << 20
    /// Pieces under way at once.
    public var parallel = 8
    /// Zeros of fewer bytes than this are written with what is around them: a request costs more than they do. A power
    /// of two.
    public var smallestHole: Int64 = 64 << 10
    /// Ranges of a list that are kept at once.
    public var ranges = 1000

    public init() {}
  }

  /// What was moved.
  public struct Summary: Sendable, Hashable {
    /// Of the copy, holes included.
    public var size: Int64 = 0
    public var readBytes: Int64 = 0
    public var writtenBytes: Int64 = 0

    public init() {}
  }

  public var settings: Settings
  /// Told of bytes that are done, read or found to be nothing; from any task.
  public var progress: @Sendable (Int64) -> Void

  public init(settings: Settings = Settings(), progress: @escaping @Sendable (Int64) -> Void = { _ in }) {
    self.settings = settings
    self.progress = progress
  }

  /// Makes `destination` the same as `source`, and flushes it. Its size becomes the source's, rounded up to what it can
  /// have.
  ///
  /// - Parameter isNew: the destination is all zeros, which saves looking for what to clear.
  @discardableResult
  public func copy(
    from source: any PageReader, to destination: any PageStore, isNew: Bool
  ) async throws(StoreError) -> Summary {
    let run = try await begin(source, destination)
    var position: Int64 = 0
    var next: Int64? = run.sourceSize > 0 ? 0 : nil
    while let start = next {
      let list = try await source.allocatedRanges(in: start..<run.sourceSize, limit: settings.ranges)
      let ranges = run.widened(list.ranges, from: position)
      if !isNew { try await clear(between: ranges, from: position, to: list.next ?? run.size, run) }
      try await move(ranges, isNew: isNew, run)
      position = max(position, ranges.last?.upperBound ?? position, list.next.map(run.roundedDown) ?? run.size)
      next = list.next
    }
    if !isNew, position < run.size { try await clear(between: [], from: position, to: run.size, run) }
    try await destination.flush()
    return run.counted.summary
  }

  /// Brings a copy of an older state of the volume up to date: moves what has changed since the snapshot.
  ///
  /// - Parameter snapshot: of the source's volume; the destination is a copy of it.
  @discardableResult
  public func update(
    _ destination: any PageStore, to source: any PageReader, since snapshot: String
  ) async throws(StoreError) -> Summary {
    let run = try await begin(source, destination)
    var position: Int64 = 0
    var next: Int64? = run.sourceSize > 0 ? 0 : nil
    while let start = next {
      let list = try await source.changedRanges(
        since: snapshot, in: start..<run.sourceSize, limit: settings.ranges)
      let ranges = run.widened(list.changes.map(\.range), from: position)
      try await move(ranges, isNew: false, run)
      position = max(position, ranges.last?.upperBound ?? position)
      next = list.next
    }
    try await destination.flush()
    return run.counted.summary
  }

  private func begin(
    _ source: any PageReader, _ destination: any PageStore
  ) async throws(StoreError) -> PageCopyRun {
    let run = PageCopyRun(
      source: source, destination: destination, sourceSize: try await source.properties().size)
    if try await destination.properties().size != run.size { try await destination.resize(to: run.size) }
    return run
  }

  /// Clears what the destination has where the source has nothing.
  private func clear(
    between ranges: [Range<Int64>], from start: Int64, to end: Int64, _ run: PageCopyRun
  ) async throws(StoreError) {
    var position = start
    for range in ranges + [max(start, end)..<max(start, end)] {
      let gap = position..<max(position, min(range.lowerBound, run.roundedDown(max(start, end))))
      position = max(position, range.upperBound)
      if gap.isEmpty { continue }
      // Not as a whole: most of it is nothing there either, and a list costs one request.
      let list = try await run.destination.allocatedRanges(in: gap, limit: 1)
      if !list.ranges.isEmpty { try await run.destination.clear(gap) }
      progress(Int64(gap.count))
    }
  }

  private func move(_ ranges: [Range<Int64>], isNew: Bool, _ run: PageCopyRun) async throws(StoreError) {
    let pieces = ranges.lazy.flatMap { PagePieces.of($0, size: self.settings.piece) }
    try await BoundedTasks.forEach(pieces, limit: settings.parallel) { piece throws(StoreError) in
      try await self.move(piece, isNew: isNew, run)
      self.progress(Int64(piece.count))
    }
  }

  private func move(_ piece: Range<Int64>, isNew: Bool, _ run: PageCopyRun) async throws(StoreError) {
    var bytes = try await run.source.read(piece.clamped(to: 0..<run.sourceSize))
    run.counted.add(read: bytes.count)
    bytes += repeatElement(0, count: piece.count - bytes.count)
    let granule = Int(max(run.alignment, settings.smallestHole))
    var position = 0
    let end = bytes.count..<bytes.count
    for part in ZeroBytes.data(in: bytes, granule: granule) + [end] {
      if !isNew, position < part.lowerBound {
        try await run.destination.clear(
          piece.lowerBound + Int64(position)..<piece.lowerBound + Int64(part.lowerBound))
      }
      position = part.upperBound
      if part.isEmpty { continue }
      run.counted.add(written: part.count)
      try await run.destination.write(
        part.count == bytes.count ? bytes : Array(bytes[part]), at: piece.lowerBound + Int64(part.lowerBound))
    }
  }
}
