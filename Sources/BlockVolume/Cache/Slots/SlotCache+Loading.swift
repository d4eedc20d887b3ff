import Synchronization

extension SlotCache {
  /// Bytes about whose holes the device below is asked at once.
  private static let region: Int64 = 1 << 30
  private static let extentsAtOnce = 4096

  /// Loads the slots of `range` and fills that part of `slice`, which begins at `offset` of the volume.
  func load(_ range: Range<Int64>, into slice: IOSlice, at offset: Int64) async throws(BlockError) {
    survey(range)
    for load in beginLoads(of: range, longest: largest, isAhead: false) { Task { await self.run(load) } }
    var next = range.lowerBound
    while next < range.upperBound {
      let slot = next / slotSize
      let part = next..<min(range.upperBound, (slot + 1) * slotSize)
      let target = slice[Int(part.lowerBound - offset)..<Int(part.upperBound - offset)]
      if let load = table.withLock({ $0.load(of: slot) }) {
        try await load.wait()
        target.copy(from: load.slice(part))
      } else {
        // It came already, or a write has made it count no more.
        let isKept = try await storage.blocking { () throws(BlockError) in try self.readPart(part, into: target) }
        if !isKept { try await lower.read(into: target, at: part.lowerBound) }
      }
      next = part.upperBound
    }
  }

  /// Notes loads for those slots of `range` that are missing and that nobody loads; they are to be run.
  func beginLoads(of range: Range<Int64>, longest: Int64, isAhead: Bool) -> [SlotLoad] {
    let size = lower.size
    return table.withLock { table in
      var loads: [SlotLoad] = []
      var run: Range<Int64>?
      func end() {
        guard let slots = run else { return }
        run = nil
        let bytes = slots.lowerBound * slotSize..<min(slots.upperBound * slotSize, size)
        if isAhead, !reserveAhead(Int64(bytes.count)) { return }
        let load = SlotLoad(slots: slots, range: bytes)
        table.begin(load)
        loads.append(load)
      }
      for slot in table.slots(of: range) {
        let bytes = slot * slotSize..<min((slot + 1) * slotSize, size)
        if bytes.isEmpty || table.has(slot) || table.load(of: slot) != nil || table.isHole(bytes) {
          end()
          continue
        }
        run = (run?.lowerBound ?? slot)..<slot + 1
        if let run, Int64(run.count) * slotSize >= longest { end() }
      }
      end()
      return loads
    }
  }

  func run(_ load: SlotLoad) async {
    do throws(BlockError) {
      counters.add(loaded: Int64(load.range.count))
      try await lower.read(into: load.buffer.whole, at: load.range.lowerBound)
    } catch {
      table.withLock { $0.end(load) }
      load.finish(.failure(error))
      return
    }
    load.finish(.success(()))
    // What the cache cannot keep it does without.
    try? await storage.blocking { () throws(BlockError) in try self.keep(load) }
    table.withLock { $0.end(load) }
  }

  /// Blocks.
  private func keep(_ load: SlotLoad) throws(BlockError) {
    for part in parts(load.range) {
      let (slot, bytes) = (part.lowerBound / slotSize, load.slice(part))
      if bytes.isZero {
        table.withLock { $0.noteZeros(part, from: load, slot: slot) }
        continue
      }
      guard let place = table.withLock({ $0.placeToFill(slot, from: load) }) else { continue }
      do throws(BlockError) {
        try storage.write(bytes, at: position(place, part.lowerBound))
      } catch {
        table.withLock { $0.giveBack(place) }
        throw error
      }
      table.withLock { $0.fill(place, with: slot, from: load) }
    }
  }

  /// Learns in the background which parts of the neighbourhood are holes, so that they cost no request later.
  private func survey(_ range: Range<Int64>) {
    let region = range.lowerBound / Self.region
    guard table.withLock({ $0.beginSurvey(region) }) else { return }
    let whole = region * Self.region..<min((region + 1) * Self.region, lower.size)
    Task {
      do throws(BlockError) {
        let extents = try await self.lower.extents(of: whole, limit: Self.extentsAtOnce)
        let holes = extents.filter { $0.kind != .data }.map(\.range)
        self.table.withLock { $0.endSurvey(region, holes: holes) }
      } catch {
        self.table.withLock { $0.failSurvey(region) }
      }
    }
  }
}
