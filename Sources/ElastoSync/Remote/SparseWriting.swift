import Providers

/// Writes into files that are new, so that what is passed over reads as zeros.
enum SparseWriting {
  private static let block: Int64 = 4096

  /// Pieces come cut anywhere: zeros at their ends are passed over too, though they are no whole blocks.
  static func write(
    _ bytes: UnsafeRawBufferPointer, to descriptor: FileDescriptor, at offset: Int64, makesHoles: Bool, _ path: String
  ) throws(StoreError) {
    var part = bytes
    var start = offset
    if makesHoles {
      let head = Int(min(Int64(bytes.count), (block - offset % block) % block))
      if head > 0, isZero(bytes[..<head]) {
        part = UnsafeRawBufferPointer(rebasing: part[head...])
        start += Int64(head)
      }
      let tail = Int(min(Int64(part.count), (start + Int64(part.count)) % block))
      if tail > 0, isZero(part[(part.count - tail)...]) { part = UnsafeRawBufferPointer(rebasing: part.dropLast(tail)) }
    }
    guard let number = FileBytes.write(part, to: descriptor.raw, at: start, makingHoles: makesHoles) else { return }
    throw LocalFile.failure("writing failed", path, number)
  }

  private static func isZero(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
    // Nearly every piece ends here.
    bytes.first == 0 && bytes.last == 0 && bytes.allSatisfy { $0 == 0 }
  }
}
