import Synchronization

/// Bytes of a range that arrive in pieces, in any order.
final class PageAssembly: Sendable {
  private let start: Int64
  private let bytes: Mutex<[UInt8]>

  init(_ range: Range<Int64>) {
    start = range.lowerBound
    bytes = Mutex([UInt8](repeating: 0, count: range.count))
  }

  func put(_ piece: [UInt8], at offset: Int64) {
    bytes.withLock { bytes in
      let first = Int(offset - start)
      bytes.replaceSubrange(first..<first + piece.count, with: piece)
    }
  }

  func put(_ piece: ArraySlice<UInt8>, at offset: Int64) {
    bytes.withLock { bytes in
      let first = Int(offset - start)
      bytes.replaceSubrange(first..<first + piece.count, with: piece)
    }
  }

  func take() -> [UInt8] {
    bytes.withLock { bytes in
      let taken = bytes
      bytes = []
      return taken
    }
  }
}
