extension [UInt8] {
  /// Asks the system for large pages for an array of many megabytes that has been reserved, and is about to be filled.
  mutating func preferLargePages() {
    let reserved = capacity
    withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      // No byte is touched: the memory up to the capacity is this array's, and advice does not change it.
      PageMemory.preferLargePages(UnsafeMutableRawBufferPointer(start: start, count: reserved))
    }
  }
}
