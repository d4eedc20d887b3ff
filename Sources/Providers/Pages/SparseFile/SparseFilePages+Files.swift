/// What files have and volumes have not: they grow as they are written.
extension SparseFilePages {
  /// As `write`, past the end too.
  func writeGrowing(_ bytes: [UInt8], at offset: Int64) async throws(StoreError) {
    let range = PageGeometry.range(at: offset, count: bytes.count)
    guard offset >= 0, range.upperBound < .max else {
      throw StoreError(range, outside: .max, location: name)
    }
    try await changing(range) { file, _ throws(StoreError) in
      // The system extends a file by itself: two that grow it at once do not get into each other's way.
      try file.write(bytes, at: offset, isGrowing: true)
    }
  }

  /// Copies a range of another file, or of another place in this one, in the kernel; holes are copied too.
  func splice(_ range: Range<Int64>, from source: SparseFilePages, to offset: Int64) async throws(StoreError) {
    let destination = PageGeometry.range(at: offset, count: range.count)
    try await changing(0..<Int64.max, .exclusive) { file, flag throws(StoreError) in
      try source.file.check(range)
      let isOneFile = try file.isSame(as: source.file)
      guard offset >= 0, destination.upperBound < .max, !(isOneFile && destination.overlaps(range)) else {
        throw StoreError(
          .invalidRange, "a file is not copied over the place that is copied; choose another place", location: self.name
        )
      }
      if try file.size() < destination.upperBound { try file.resize(to: destination.upperBound) }
      try file.clear(destination)
      try source.file.splice(range, to: file, at: offset, flag)
    }
  }
}
