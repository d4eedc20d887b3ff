import Glibc

extension IOSlice {
  /// Whether there is nothing but zeros in it. Stops at the first other byte; reads as fast as memory gives.
  package var isZero: Bool {
    withBytes { bytes in
      guard let start = bytes.baseAddress, let first = bytes.first else { return true }
      // The second byte is as the first, the third as the second, …
      return first == 0 && memcmp(start, start + 1, bytes.count - 1) == 0
    }
  }

  /// As many bytes as the slice has.
  func copy(from other: IOSlice) {
    withBytes { target in
      other.withBytes { source in target.copyMemory(from: UnsafeRawBufferPointer(source)) }
    }
  }
}
