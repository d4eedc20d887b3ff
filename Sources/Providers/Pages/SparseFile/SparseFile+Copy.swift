import CElastoSystem
import Glibc

extension SparseFile {
  /// Makes the empty file `copy` the same as this one, sharing its blocks where the file system can: then no data is
  /// moved. Else what holds data is copied, holes stay holes.
  func copy(to copy: SparseFile, _ flag: CancellationFlag) throws(StoreError) {
    if elasto_clone_file(descriptor.raw, copy.descriptor.raw) == 0 { return }
    let size = try size()
    try copy.resize(to: size)
    var offset: Int64 = 0
    var isInKernel = true
    while let data = try nextData(in: offset..<size) {
      offset = data.lowerBound
      while offset < data.upperBound {
        if flag.isCancelled { throw StoreError(cancelledAt: location) }
        let end = min(data.upperBound, offset + Int64(Self.piece))
        let copied = isInKernel ? try copyInKernel(offset..<end, to: copy) : nil
        isInKernel = copied != nil
        if copied == nil { try copy.write(try read(offset..<end), at: offset) }
        offset = copied.map { offset + $0 } ?? end
      }
    }
  }

  /// The bytes copied, at least 1; `nil` where the kernel cannot.
  private func copyInKernel(_ range: Range<Int64>, to copy: SparseFile) throws(StoreError) -> Int64? {
    do throws(SystemError) {
      let count = try SystemError.check {
        elasto_copy_same_range(descriptor.raw, copy.descriptor.raw, range.lowerBound, range.count)
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
