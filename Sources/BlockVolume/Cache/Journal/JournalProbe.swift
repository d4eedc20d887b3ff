/// Reads a cache file's bytes as opening it does, for those who try to break that with any input.
package enum JournalProbe {
  /// How many records there are; `nil` where the file is refused. Never writes, never ends the process.
  package static func records(in bytes: [UInt8]) -> Int? { replay(bytes)?.state.records }

  /// What is known once the journal has been read; `nil` where the file is refused.
  static func replay(_ bytes: [UInt8]) -> (block: JournalSuperblock, state: JournalState)? {
    let reader = JournalReader(storage: Image(bytes), volume: "probe")
    do throws(BlockError) {
      let block = try reader.superblock(fileSize: Int64(bytes.count))
      var state = JournalState(tail: block.tail, sequence: block.sequence, epoch: block.epoch)
      _ = try reader.records(block) { record, payload in
        state.note(record, payload: payload, end: payload + record.payload, now: 0)
      }
      return (block, state)
    } catch {
      return nil
    }
  }

  /// The same bytes with right checksums, so that what is behind them is reached.
  package static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var magic = RecordFields(count: 4)
    magic.set(JournalRecord.magic, at: 0)
    for position in JournalLayout.superblocks.map(Int.init) where position + JournalSuperblock.size <= bytes.count {
      seal(&bytes, position..<position + JournalSuperblock.size)
    }
    for position in stride(from: Int(JournalLayout.ring), to: bytes.count - JournalRecord.size, by: JournalRecord.size)
    where bytes[position..<position + 4].elementsEqual(magic.bytes) {
      let fields = RecordFields(Array(bytes[position..<position + JournalRecord.size]))
      let start = position + JournalRecord.size
      let count = min(Int(fields.get(56, as: UInt32.self)), bytes.count - start)
      if fields.get(4) == JournalRecord.Kind.write.rawValue {
        put(CRC32C.of(bytes[start..<start + count]), in: &bytes, at: position + 52)
      }
      seal(&bytes, position..<start)
    }
    return bytes
  }

  /// The last four bytes of a record are the checksum of those before.
  private static func seal(_ bytes: inout [UInt8], _ range: Range<Int>) {
    put(CRC32C.of(bytes[range.dropLast(4)]), in: &bytes, at: range.upperBound - 4)
  }

  private static func put(_ checksum: UInt32, in bytes: inout [UInt8], at index: Int) {
    for step in 0..<4 { bytes[index + step] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - step * 8)) }
  }

  private final class Image: CacheStorage {
    let name = "probe"
    let isVolatile = true
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(into slice: IOSlice, at position: Int64) throws(BlockError) {
      guard position >= 0, position <= bytes.count, slice.count <= bytes.count - Int(position) else {
        throw BlockError(.corrupted, "the file is too short", location: name)
      }
      slice.copy(from: bytes[Int(position)..<Int(position) + slice.count])
    }

    func write(_ slice: IOSlice, at position: Int64) throws(BlockError) {
      throw BlockError(.readOnly, "the probe only reads", location: name)
    }

    func synchronize() throws(BlockError) {}
    func release() {}
  }
}
