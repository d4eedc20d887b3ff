import Synchronization

extension BlockObjectPages {
  public func read(_ range: Range<Int64>) async throws(StoreError) -> [UInt8] {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    try geometry.check(range, size: state.withLock { $0.size }, location: name)
    let assembly = PageAssembly(range)
    try await forEachPiece(range) { index, piece throws(StoreError) in
      let block = try await self.locks.locked(self.bytes(of: index), .shared) { () async throws(StoreError) in
        try await self.content(of: index)
      }
      guard let block else { return }
      assembly.put(block[self.part(of: index, piece)], at: piece.lowerBound)
    }
    return assembly.take()
  }

  public func write(_ bytes: [UInt8], at offset: Int64) async throws(StoreError) {
    try checkWritable()
    let range = PageGeometry.range(at: offset, count: bytes.count)
    try geometry.check(range, size: state.withLock { $0.size }, location: name)
    try await forEachPiece(range) { index, piece throws(StoreError) in
      let slice = bytes[Int(piece.lowerBound - offset)..<Int(piece.upperBound - offset)]
      try await self.locks.locked(self.bytes(of: index), .exclusive) { () async throws(StoreError) in
        // It may have been cut off meanwhile.
        try self.geometry.check(piece, size: self.state.withLock { $0.size }, location: self.name)
        try await self.change(index, piece, slice)
      }
      try await self.relieve()
    }
  }

  public func clear(_ range: Range<Int64>) async throws(StoreError) {
    try checkWritable()
    try geometry.check(range, size: state.withLock { $0.size }, location: name)
    try await clearAllocated(in: range) { index, body throws(StoreError) in
      try await self.locks.locked(self.bytes(of: index), .exclusive, body)
    }
  }

  /// What is behind the end may be anything: it is cleared before the volume grows over it.
  public func resize(to size: Int64) async throws(StoreError) {
    try checkWritable()
    guard size >= 0 else { throw StoreError(size: size, alignment: 1, largest: .max, location: name) }
    try await locks.locked(0..<Int64.max, .exclusive) { () async throws(StoreError) in
      let old = self.state.withLock { $0.size }
      if size < old { self.state.withLock { $0.size = size } }
      try await self.clearAllocated(in: min(size, old)..<Int64.max) { _, body throws(StoreError) in try await body() }
      self.state.withLock { $0.size = size }
    }
  }

  /// A block's bytes, `nil` for zeros. The caller has the block, alone or with others.
  func content(of index: UInt64) async throws(StoreError) -> [UInt8]? {
    try await withHead { head throws(StoreError) in
      var reference = BlockReference.none
      switch state.withLock({ $0.buffer.knowledge(of: index) }) {
      case .bytes(let bytes): return bytes
      case .reference(let known): reference = known
      case .nothing: reference = try await reader.reference(index, in: head.tree)
      }
      if reference.isNone { return nil }
      let bytes = try await reader.block(reference, index: index)
      state.withLock { state in
        // A reader may have gone over to a newer map.
        if access == .writing || state.head == head { state.buffer.keep(index, bytes, limit: settings.bufferedBlocks) }
      }
      return bytes
    }
  }

  /// Changes a part of a block. The caller has the block alone.
  private func change(
    _ index: UInt64, _ piece: Range<Int64>, _ slice: ArraySlice<UInt8>
  ) async throws(StoreError) {
    let part = part(of: index, piece)
    if part.count == reader.blockSize {
      state.withLock { $0.buffer.replace(index, Array(slice)) }
      return
    }
    if state.withLock({ $0.buffer.modify(index, part, slice, blockSize: reader.blockSize) }) { return }
    var block = try await content(of: index) ?? [UInt8](repeating: 0, count: reader.blockSize)
    block.replaceSubrange(part, with: slice)
    state.withLock { [block] state in state.buffer.replace(index, block) }
  }

  /// - Parameter alone: runs its body while it has the block alone.
  private func clearAllocated(
    in range: Range<Int64>,
    _ alone: @escaping @Sendable (UInt64, () async throws(StoreError) -> Void) async throws(StoreError) -> Void
  ) async throws(StoreError) {
    var next: UInt64? = UInt64(range.lowerBound / blockSize)
    let end = blocks(in: range).upperBound
    while let start = next, start < end {
      let (indexes, following) = try await allocatedBlocks(in: start..<end, limit: BlockTree.fanOut)
      try await BoundedTasks.forEach(indexes, limit: settings.parallel) { index throws(StoreError) in
        try await alone(index) { () async throws(StoreError) in
          let block = self.bytes(of: index)
          let piece = range.clamped(to: block)
          if piece == block {
            self.state.withLock { $0.buffer.replace(index, nil) }
          } else if !piece.isEmpty {
            try await self.change(index, piece, [UInt8](repeating: 0, count: piece.count)[...])
          }
        }
        try await self.relieve()
      }
      next = following
    }
  }

  /// Stores blocks until no more are dirty than may be, and flushes where too many are stored and not flushed.
  private func relieve() async throws(StoreError) {
    while let capture = state.withLock({ $0.buffer.captureOldest(beyond: settings.bufferedBlocks / 2) }) {
      try await put(capture, forFlush: false)
    }
    if state.withLock({ $0.buffer.pending.count }) >= settings.unflushedBlocks { try await flush() }
    await deleteUseless(from: 1000)
  }

  /// Stores one version of a block.
  func put(_ capture: BlockBuffer.Capture, forFlush isForFlush: Bool) async throws(StoreError) {
    let reference: BlockReference
    do throws(StoreError) {
      reference = try await putObject(capture)
    } catch {
      finish(capture, nil, isForFlush)
      throw error
    }
    finish(capture, reference, isForFlush)
  }

  private func putObject(_ capture: BlockBuffer.Capture) async throws(StoreError) -> BlockReference {
    guard let bytes = capture.bytes, !ZeroBytes.areAll(bytes) else { return .none }
    let moment = nextMoment()
    let reference = BlockReference(
      epoch: moment.epoch, sequence: moment.sequence, checksum: BlockChecksum.of(bytes))
    try await store.put(layout.object(reference, height: 0, index: capture.index, volume: reader.volume), bytes)
    return reference
  }

  func finish(_ capture: BlockBuffer.Capture, _ reference: BlockReference?, _ isForFlush: Bool) {
    state.withLock { state in
      let useless = state.buffer.arrived(
        capture, as: reference, forFlush: isForFlush, limit: settings.bufferedBlocks)
      if state.isUncertain { return }
      state.useless += useless.map {
        layout.object($0, height: 0, index: capture.index, volume: reader.volume)
      }
    }
  }

  /// Where a block is in the volume.
  func bytes(of index: UInt64) -> Range<Int64> {
    let (start, isHuge) = Int64(clamping: index).multipliedReportingOverflow(by: blockSize)
    guard !isHuge else { return Int64.max..<Int64.max }
    let (end, isHugeEnd) = start.addingReportingOverflow(blockSize)
    return start..<(isHugeEnd ? .max : end)
  }

  /// The blocks that have some of `range`.
  func blocks(in range: Range<Int64>) -> Range<UInt64> {
    let first = UInt64(range.lowerBound / blockSize)
    return range.isEmpty ? first..<first : first..<UInt64((range.upperBound - 1) / blockSize) + 1
  }

  /// Where in its block a piece of the volume is.
  private func part(of index: UInt64, _ piece: Range<Int64>) -> Range<Int> {
    let start = bytes(of: index).lowerBound
    return Int(piece.lowerBound - start)..<Int(piece.upperBound - start)
  }

  private func forEachPiece(
    _ range: Range<Int64>, _ body: @escaping @Sendable (UInt64, Range<Int64>) async throws(StoreError) -> Void
  ) async throws(StoreError) {
    if range.isEmpty { return }
    let size = blockSize
    // Mostly it is one, which needs no task of its own.
    if blocks(in: range).count == 1 { return try await body(UInt64(range.lowerBound / size), range) }
    try await BoundedTasks.forEach(PagePieces.of(range, size: size), limit: settings.parallel) {
      piece throws(StoreError) in
      try await body(UInt64(piece.lowerBound / size), piece)
    }
  }
}
