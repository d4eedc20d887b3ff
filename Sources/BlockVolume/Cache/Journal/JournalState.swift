/// What is known of the journal's records: where the newest bytes of each place are, and how far things have come.
struct JournalState: Sendable {
  typealias Waiter = UnsafeContinuation<Void, Never>

  /// The newest of each place, of all epochs.
  var map = IntervalMap()
  /// Oldest first; the last one is open.
  var epochs: [JournalEpoch]
  /// Of records that count, from `tail` to `head`.
  var records = 0
  var tail: Int64
  var head: Int64
  /// The last record that is in the file.
  var sequence: UInt64
  /// The last one that is durable.
  var durable: UInt64
  var isSynchronizing = false
  var waitingForSync: [Waiter] = []
  var waitingForRoom: [Waiter] = []
  /// A writer has found none since the tail moved last.
  var isRoomWanted = false
  /// The journal takes nothing any more, and why.
  var failure: BlockError?
  /// Why nothing is destaged at the moment, after several attempts.
  var obstacle: BlockError?
  /// Destage everything up to this epoch.
  var wanted: UInt64 = 0
  var waitingForEpoch: [(epoch: UInt64, waiter: Waiter)] = []

  var dirty: Int64 { head - tail }
  var isLastEpochEmpty: Bool { epochs.last.map { $0.records == 0 } ?? true }

  init(tail: Int64, sequence: UInt64, epoch: UInt64) {
    self.tail = tail
    head = tail
    self.sequence = sequence - 1
    durable = sequence - 1
    epochs = [JournalEpoch(number: epoch, lastSequence: sequence - 1)]
  }

  /// Notes a record that is in the file, and ends at `end`.
  mutating func note(_ record: JournalRecord, payload: Int64, end: Int64, now: Int64) {
    head = end
    sequence = record.sequence
    records += 1
    let last = epochs.count - 1
    epochs[last].lastSequence = record.sequence
    if epochs[last].records == 0 { epochs[last].began = now }
    epochs[last].records += 1
    switch record.kind {
    case .write: insert(record, .bytes(at: payload))
    case .release: insert(record, .zeros(.released))
    case .zero: insert(record, .zeros(.kept))
    case .skip: break
    case .mark:
      epochs[last].end = end
      epochs.append(JournalEpoch(number: epochs[last].number + 1, lastSequence: record.sequence))
    }
  }

  private mutating func insert(_ record: JournalRecord, _ source: IntervalMap.Source) {
    let piece = IntervalMap.Piece(range: record.range, source: source, sequence: record.sequence)
    map.insert(piece)
    epochs[epochs.count - 1].map.insert(piece)
  }

  /// What of these pieces no newer record has replaced is read from below from now on.
  mutating func forget(_ pieces: ArraySlice<IntervalMap.Piece>, upTo sequence: UInt64) {
    for piece in pieces {
      for found in map[piece.range] where found.sequence <= sequence { map.remove(found.range) }
    }
  }

  /// The oldest epoch is below, and its room is free from now on.
  mutating func retire(_ epoch: JournalEpoch, end: Int64) {
    records -= epoch.records
    tail = end
    epochs.removeFirst()
    isRoomWanted = false
  }

  mutating func takeWaiters(through epoch: UInt64?) -> [Waiter] {
    let waiters = waitingForRoom + waitingForEpoch.filter { $0.epoch <= epoch ?? .max }.map(\.waiter)
    waitingForRoom = []
    waitingForEpoch.removeAll { $0.epoch <= epoch ?? .max }
    return waiters
  }
}
