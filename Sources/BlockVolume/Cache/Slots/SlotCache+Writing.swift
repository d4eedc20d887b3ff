import Synchronization

extension SlotCache {
  private static let zeros = {
    let buffer = IOBuffer(capacity: 4 << 20)
    buffer.whole.fillWithZeros()
    return buffer
  }()

  func write(_ slice: IOSlice, at offset: Int64, _ durability: WriteDurability) async throws(BlockError) {
    let range = offset..<offset + Int64(slice.count)
    let number = table.withLock { $0.beginWrite(range) }
    do throws(BlockError) {
      try await lower.write(slice, at: offset, durability)
    } catch {
      _ = table.withLock { $0.endWrite(number, range, succeeded: false) }
      throw error
    }
    await storage.blockingAnyway { self.endWrite(number, range) { part in slice.part(part, from: offset) } }
  }

  func zero(
    _ range: Range<Int64>, _ space: ZeroedSpace, _ durability: WriteDurability
  ) async throws(BlockError) {
    let number = table.withLock { $0.beginWrite(range) }
    do throws(BlockError) {
      try await lower.zero(range, space, durability)
    } catch {
      _ = table.withLock { $0.endWrite(number, range, succeeded: false) }
      throw error
    }
    await storage.blockingAnyway { self.endWrite(number, range, bytes: nil) }
  }

  /// Blocks. What is changed in a place is changed under the lock, so that the order of writes is that of the device.
  private func endWrite(_ number: UInt64, _ range: Range<Int64>, bytes: ((Range<Int64>) -> IOSlice)?) {
    table.withLock { table in
      guard table.endWrite(number, range, succeeded: true) else { return }
      if bytes == nil { table.addHole(range) }
      let size = lower.size
      for slot in table.keptSlots(of: range, orWhole: bytes != nil) {
        let whole = slot * slotSize..<min((slot + 1) * slotSize, size)
        let part = range.clamped(to: whole)
        if part.isEmpty { continue }
        if part == whole, bytes == nil {
          table.drop(slot..<slot + 1)
          continue
        }
        guard let place = part == whole ? table.placeToReplace(slot) : table.placeToPatch(slot) else { continue }
        let source = bytes?(part) ?? Self.zeros.whole[0..<part.count]
        do throws(BlockError) {
          try storage.write(source, at: position(place, part.lowerBound))
        } catch {
          table.drop(slot..<slot + 1)
        }
      }
    }
  }
}

extension IOSlice {
  /// The bytes of `part` of a volume, where the slice begins at `offset` of it.
  func part(_ part: Range<Int64>, from offset: Int64) -> IOSlice {
    self[Int(part.lowerBound - offset)..<Int(part.upperBound - offset)]
  }
}
