import Glibc

extension IOSlice {
  var isAllZeros: Bool {
    withBytes { bytes in
      guard let start = bytes.baseAddress, let first = bytes.first else { return true }
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
