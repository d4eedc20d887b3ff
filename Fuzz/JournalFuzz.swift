/// What may be found in a cache file.
///
/// The first byte says whether the checksums are made right, so that what is behind them is reached. Then come the starts of
/// both superblocks, the durable mark, and the ring; the rest of the file is zeros. Ends the process where what is read
/// lies outside of the volume or the ring, or its parts do not agree.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var input = Array(UnsafeBufferPointer(start: start, count: count))[...]
  guard let first = input.popFirst() else { return 0 }
  var file = [UInt8](repeating: 0, count: Int(JournalLayout.ring) + ring)
  for (position, length) in parts {
    let part = input.prefix(length)
    file.replaceSubrange(position..<position + part.count, with: part)
    input = input.dropFirst(length)
  }
  if first & 1 == 0 { file = JournalProbe.sealed(file) }
  if let (block, state) = JournalProbe.replay(file) { verify(state, block) }
  return 0
}

private let ring = 4096

/// Where the pieces of an input go in the file, and how long they are.
private let parts: [(position: Int, length: Int)] = [
  (Int(JournalLayout.superblocks[0]), 96), (Int(JournalLayout.superblocks[1]), 96),
  (Int(JournalLayout.mark), DurableMark.size), (Int(JournalLayout.ring), ring),
]

private func verify(_ state: JournalState, _ block: JournalSuperblock) {
  precondition(state.tail == block.tail && state.dirty >= 0 && state.dirty <= block.ring, "more than the ring has")
  verify(state.map, state, block)
  precondition(state.epochs.reduce(0) { $0 + $1.records } == state.records, "a record of no epoch")
  var number = block.epoch
  for epoch in state.epochs {
    precondition(epoch.number == number && epoch.isClosed == (epoch.number != state.epochs.last?.number), "epochs")
    verify(epoch.map, state, block)
    number += 1
  }
}

private func verify(_ map: IntervalMap, _ state: JournalState, _ block: JournalSuperblock) {
  var (end, count) = (Int64(0), 0)
  for piece in map.pieces {
    precondition(piece.range.lowerBound >= end && !piece.range.isEmpty, "pieces overlap")
    precondition(piece.sequence >= block.sequence && piece.sequence <= state.sequence, "a piece of no record")
    if case .bytes(let position) = piece.source {
      precondition(
        position >= state.tail && position + Int64(piece.range.count) <= state.head, "bytes outside of the records")
      let place = position % block.ring
      precondition(place + Int64(piece.range.count) <= block.ring, "bytes behind the ring's end")
    }
    (end, count) = (piece.range.upperBound, count + 1)
  }
  precondition(end <= block.volumeSize && count == map.count, "outside of the volume")
}
