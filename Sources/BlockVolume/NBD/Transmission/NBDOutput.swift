/// Replies that are ready, until they are sent in one call.
///
/// Small ones and what a device reads at once lie in a buffer of its own, each head right before its data; others are lent.
/// Of one thread.
final class NBDOutput {
  /// Bytes of data that are read at once: as much as stays in a processor's cache until it is sent.
  static let piece = 512 << 10
  /// Bytes after which nothing more is collected.
  static let enough = 128 << 10
  private static let room = 64
  private static let mostSlices = 512

  private let buffer = IOBuffer(capacity: 2 * NBDOutput.piece)
  private var filled = 0
  private var slices: [IOSlice] = []
  private var lent: [IOBuffer] = []
  private var head: [UInt8] = []
  private(set) var bytes = 0

  /// Room for `count` bytes of data behind a head of up to 64; `nil` where there is none before the next `send`.
  func room(for count: Int) -> IOSlice? {
    // Data begins on a multiple of 64: copying to anywhere else is slower.
    let start = (filled + 2 * Self.room - 1) & ~(Self.room - 1)
    guard start + count <= buffer.capacity, slices.count < Self.mostSlices else { return nil }
    return IOSlice(buffer, start..<start + count)
  }

  /// Adds a reply that is nothing but its head; false where there is no room.
  func add(_ encode: (inout [UInt8]) -> Void) -> Bool {
    guard let room = room(for: 0) else { return false }
    return add(room, encode)
  }

  /// Adds the head that `encode` makes and the data in `room`.
  @discardableResult
  func add(_ room: IOSlice, _ encode: (inout [UInt8]) -> Void) -> Bool {
    head.removeAll(keepingCapacity: true)
    encode(&head)
    let start = room.range.lowerBound - head.count
    guard head.count <= Self.room else { return add(lending: head, nil) }
    IOSlice(buffer, start..<room.range.lowerBound).copy(from: head)
    append(IOSlice(buffer, start..<room.range.upperBound))
    filled = room.range.upperBound
    return true
  }

  /// Adds a head of any length and data of another's buffer; false where there is no room.
  func add(lending head: [UInt8], _ data: IOSlice?) -> Bool {
    guard slices.count < Self.mostSlices else { return false }
    if head.count <= Self.room {
      guard add({ $0 += head }) else { return false }
    } else {
      append(IOBuffer(head).whole)
    }
    if let data { append(data) }
    return true
  }

  /// The buffer is given back by the next `send`.
  func lend(_ buffer: IOBuffer) { lent.append(buffer) }

  /// Sends everything; gives back what was lent.
  func send(to socket: NBDSocket, _ recycle: (IOBuffer) -> Void) throws(NBDEnd) {
    if !slices.isEmpty { try socket.send(slices) }
    slices.removeAll(keepingCapacity: true)
    for buffer in lent { recycle(buffer) }
    lent.removeAll(keepingCapacity: true)
    (filled, bytes) = (0, 0)
  }

  private func append(_ slice: IOSlice) {
    bytes += slice.count
    if let last = slices.last, last.buffer === slice.buffer, last.range.upperBound == slice.range.lowerBound {
      slices[slices.count - 1] = IOSlice(last.buffer, last.range.lowerBound..<slice.range.upperBound)
    } else {
      slices.append(slice)
    }
  }
}
