import BlockVolume
import Synchronization

/// Moves what a disk holds to another: holes are neither read nor written, nor is what turns out to be zeros.
///
/// Memory is bounded: eight pieces of 4 MiB. Safe to repeat: what was copied is copied again.
final class DiskCopy: Sendable {
  static let piece: Int64 = 4 << 20
  private static let parallel = 8
  /// Zeros of fewer bytes than this are written with what is around them.
  private static let granule = 64 << 10
  /// Extents of a list that are kept at once.
  private static let extents = 1000

  /// At least as large as what is copied there.
  private let destination: any BlockDevice
  /// The destination is all zeros, which saves clearing it.
  private let isNew: Bool
  /// Told of bytes that are done, read or found to be nothing; from any task.
  private let progress: @Sendable (Int64) -> Void
  private let written = Mutex<Int64>(0)

  init(to destination: any BlockDevice, isNew: Bool, progress: @escaping @Sendable (Int64) -> Void) {
    self.destination = destination
    self.isNew = isNew
    self.progress = progress
  }

  /// Bytes that were written.
  var writtenBytes: Int64 { written.withLock { $0 } }

  /// Makes the destination the same as `source`, and zeros behind its end. Does not flush.
  ///
  /// - Parameter tail: where what is zeros begins; nil is the source's end.
  func copy(from source: any BlockDevice, tail: Int64? = nil) async throws {
    var position: Int64 = 0
    while position < source.size {
      let extents = try await source.extents(of: position..<source.size, limit: Self.extents)
      guard let end = extents.last?.range.upperBound, end > position else { break }
      try await move(extents, from: source)
      position = end
    }
    let end = tail ?? source.size
    try await clear(end..<max(end, destination.size))
  }

  private func move(_ extents: [BlockExtent], from source: any BlockDevice) async throws {
    for extent in extents where extent.kind != .data {
      try await clear(extent.range)
      progress(Int64(extent.range.count))
    }
    let pieces = extents.lazy.filter { $0.kind == .data }.flatMap { Self.pieces(of: $0.range) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      var running = 0
      for piece in pieces {
        if running == Self.parallel {
          try await group.next()
          running -= 1
        }
        running += 1
        group.addTask {
          let slice = IOBuffer(capacity: piece.count).whole
          try await source.read(into: slice, at: piece.lowerBound)
          try await self.store(slice, at: piece.lowerBound)
        }
      }
      try await group.waitForAll()
    }
  }

  /// Writes what is in a piece, and clears where it is zeros.
  func store(_ slice: IOSlice, at offset: Int64) async throws(BlockError) {
    for (part, isZero) in Self.parts(of: slice) {
      let place = offset + Int64(part.lowerBound)..<offset + Int64(part.upperBound)
      if isZero {
        try await clear(place)
      } else {
        try await destination.write(slice[part], at: place.lowerBound, .ordinary)
        written.withLock { $0 += Int64(part.count) }
      }
    }
    progress(Int64(slice.count))
  }

  /// Makes a range zeros where it may be something else.
  func clear(_ range: Range<Int64>) async throws(BlockError) {
    if !isNew, !range.isEmpty { try await destination.zero(range, .released, .ordinary) }
  }

  /// Runs of zeros and of other bytes, in turn.
  private static func parts(of slice: IOSlice) -> [(Range<Int>, isZero: Bool)] {
    var parts: [(Range<Int>, isZero: Bool)] = []
    for start in stride(from: 0, to: slice.count, by: granule) {
      let part = start..<min(start + granule, slice.count)
      let isZero = slice[part].isZero
      if let last = parts.last, last.isZero == isZero {
        parts[parts.count - 1].0 = last.0.lowerBound..<part.upperBound
      } else {
        parts.append((part, isZero))
      }
    }
    return parts
  }

  /// None of them across a multiple of the piece.
  private static func pieces(of range: Range<Int64>) -> some Sequence<Range<Int64>> {
    sequence(state: range.lowerBound) { (start: inout Int64) -> Range<Int64>? in
      guard start < range.upperBound else { return nil }
      let piece = start..<min(range.upperBound, (start / Self.piece + 1) * Self.piece)
      start = piece.upperBound
      return piece
    }
  }
}
