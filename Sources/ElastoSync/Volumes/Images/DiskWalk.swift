import BlockVolume
import Providers

/// Goes through what a disk holds, a piece at a time.
struct DiskWalk {
  private let disk: any BlockDevice

  init(_ disk: any BlockDevice) { self.disk = disk }

  /// Whether there is nothing but zeros on it. What takes space is read, up to the first other byte.
  func isZero() async throws -> Bool {
    let buffer = IOBuffer(capacity: Int(DiskCopy.piece))
    return try await pieces { piece in
      let slice = buffer.whole[0..<piece.count]
      try await disk.read(into: slice, at: piece.lowerBound)
      return slice.isZero
    }
  }

  /// Reads all data, so that the store's own sums are compared; returns its bytes.
  ///
  /// - Parameters:
  ///   - readsData: false counts it only.
  ///   - progress: told of bytes that are passed over or read.
  func check(readsData: Bool, progress: (Int64) -> Void) async throws -> Int64 {
    let buffer = IOBuffer(capacity: Int(DiskCopy.piece))
    var data: Int64 = 0
    var done: Int64 = 0
    _ = try await pieces { piece in
      data += Int64(piece.count)
      if readsData { try await disk.read(into: buffer.whole[0..<piece.count], at: piece.lowerBound) }
      progress(piece.upperBound - done)
      done = piece.upperBound
      return true
    }
    progress(disk.size - done)
    return data
  }

  /// Visits what is data in pieces that fit a buffer, until `visit` says that it has seen enough; whether it never did.
  private func pieces(_ visit: (Range<Int64>) async throws -> Bool) async throws -> Bool {
    var position: Int64 = 0
    while position < disk.size {
      let extents = try await disk.extents(of: position..<disk.size, limit: 1000)
      guard let end = extents.last?.range.upperBound, end > position else { break }
      for extent in extents where extent.kind == .data {
        for start in stride(from: extent.range.lowerBound, to: extent.range.upperBound, by: Int(DiskCopy.piece)) {
          try Task.checkCancellation()
          guard try await visit(start..<min(start + DiskCopy.piece, extent.range.upperBound)) else { return false }
        }
      }
      position = end
    }
    return true
  }
}

extension Workspace {
  /// Holds a volume against the manifest, and reads all that it holds.
  ///
  /// - Parameter readsData: false looks at what is recorded and at the lists alone.
  /// - Returns: bytes that are data.
  public func checkVolume(_ name: String, readsData: Bool, progress: RunProgress) async throws -> Int64 {
    let volume = try volume(named: name)
    let found = try await existing(volume)
    progress.expect(files: 1, bytes: found.size)
    return try await withVolume(volume, .reading) { open in
      try await DiskWalk(open.device).check(readsData: readsData) { progress.advance(bytes: $0) }
    }
  }
}
