import CElastoSystem
import Glibc

extension SparseFile {
  /// Makes the empty file `copy` the same as this one, sharing its blocks where the file system can: then no data is
  /// moved. Else what holds data is copied, holes stay holes.
  func copy(to copy: SparseFile, _ flag: CancellationFlag) throws(StoreError) {
    if elasto_clone_file(descriptor.raw, copy.descriptor.raw) == 0 { return }
    let size = try size()
    try copy.resize(to: size)
    try splice(0..<size, to: copy, at: 0, flag)
  }

  /// Copies what holds data in `range` to another file, from `offset` on; what is there already stays where this has
  /// holes. The ranges must not overlap within one file.
  func splice(
    _ range: Range<Int64>, to copy: SparseFile, at offset: Int64, _ flag: CancellationFlag
  ) throws(StoreError) {
    let distance = offset - range.lowerBound
    var position = range.lowerBound
    var isInKernel = true
    while let data = try nextData(in: position..<range.upperBound) {
      position = data.lowerBound
      while position < data.upperBound {
        if flag.isCancelled { throw StoreError(cancelledAt: location) }
        let end = min(data.upperBound, position + Int64(Self.piece))
        let copied = isInKernel ? try copyInKernel(position..<end, to: copy, at: position + distance) : nil
        isInKernel = copied != nil
        if copied == nil { try copy.write(try read(position..<end), at: position + distance) }
        position = copied.map { position + $0 } ?? end
      }
    }
  }

  /// The bytes copied, at least 1; `nil` where the kernel cannot.
  private func copyInKernel(
    _ range: Range<Int64>, to copy: SparseFile, at offset: Int64
  ) throws(StoreError) -> Int64? {
    do throws(SystemError) {
      let count = try call {
        elasto_copy_range(descriptor.raw, range.lowerBound, copy.descriptor.raw, offset, range.count)
      }
      return count > 0 ? Int64(count) : nil
    } catch {
      if [EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EPERM].contains(error.number) { return nil }
      throw StoreError(error, while: "copying", location: location)
    }
  }

  func allocatedRanges(in range: Range<Int64>, limit: Int) throws(StoreError) -> PageRangeList {
    try check(range)
    var list = PageRangeList(ranges: [], next: nil)
    var offset = range.lowerBound
    while let data = try nextData(in: offset..<range.upperBound) {
      if list.ranges.count >= max(1, limit) {
        list.next = data.lowerBound
        break
      }
      list.ranges.append(data)
      offset = data.upperBound
    }
    return list
  }

  /// Reads both where either holds data.
  func changedRanges(
    since earlier: SparseFile, in range: Range<Int64>, limit: Int, _ flag: CancellationFlag
  ) throws(StoreError) -> PageChangeList {
    try check(range)
    let earlierSize = try earlier.size()
    var changes = PageChangeCollector(limit: limit)
    var offset = range.lowerBound
    while offset < range.upperBound, !changes.isFull {
      if flag.isCancelled { throw StoreError(cancelledAt: location) }
      let now = try nextData(in: offset..<range.upperBound)
      let then = try earlier.nextData(in: offset..<max(offset, min(range.upperBound, earlierSize)))
      guard let start = [now, then].compactMap({ $0?.lowerBound }).min() else { break }
      // Whole blocks at a time, of a buffer's size.
      let block = SparseFilePages.geometry.block
      let first = max(range.lowerBound, start / block * block)
      let end = min(range.upperBound, first + Int64(Self.piece))
      let bytes = try read(first..<end)
      var old = try earlier.read(min(first, earlierSize)..<min(end, earlierSize))
      old += [UInt8](repeating: 0, count: bytes.count - old.count)
      changes.compare(bytes, with: old, at: first, block: Int(block))
      offset = end
    }
    return changes.list
  }
}
