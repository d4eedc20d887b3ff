/// A plan's operations one after the other, with a look ahead.
final class OperationStream: @unchecked Sendable {
  // SAFETY: one at a time takes from it: the task that applies the plan or, while that waits for a section to be read,
  // the thread whose turn it is to produce work for the others (`SectionInput` holds a lock meanwhile).
  private let reader: PlanFileReader
  private var frame: [UInt8] = []
  private var offset = 0
  private var remaining = 0
  private var ahead: Operation?

  init(_ reader: PlanFileReader) { self.reader = reader }

  /// The next operation, without taking it; `nil` at the end.
  func peek() throws -> Operation? {
    if ahead == nil { ahead = try read() }
    return ahead
  }

  /// Takes the next operation; `nil` at the end.
  func next() throws -> Operation? {
    defer { ahead = nil }
    return try peek()
  }

  /// Takes the next operation if it is a part of the section; otherwise leaves it.
  func next(of section: Int) throws -> Operation? {
    guard let operation = try peek(), operation.section == section else { return nil }
    return try next()
  }

  private func read() throws -> Operation? {
    while remaining == 0 {
      guard offset == frame.count else { throw PlanFileReader.damaged(reader.name, "operations") }
      guard let next = try reader.nextOperations() else { return nil }
      frame = next.bytes
      remaining = next.count
      offset = 0
    }
    do {
      let operation = try frame.withUnsafeBytes { bytes in
        var fields = FieldDecoder(UnsafeRawBufferPointer(rebasing: bytes[offset...]))
        let operation = try Operation(decoding: &fields)
        offset += fields.offset
        return operation
      }
      remaining -= 1
      return operation
    } catch is FieldDecoder.Malformed {
      throw PlanFileReader.damaged(reader.name, "operations")
    }
  }
}
