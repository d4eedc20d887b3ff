import Glibc

/// The bytes that everything is measured on.
struct BenchData {
  let name: String
  let bytes: UnsafeRawBufferPointer

  /// Half noise, half text of a made-up language, in stretches of 1 MiB; never freed.
  init(generated count: Int) {
    name = "generated"
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    var state: UInt64 = 0
    func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
      mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
      return mixed ^ mixed >> 31
    }
    let words = (0..<4096).map { _ -> [UInt8] in
      let value = next()
      let letters = (0..<Int(2 + value % 9)).map { UInt8(97 + (value >> UInt64(4 * $0 + 4)) % 26) }
      return letters + [32]
    }
    var position = 0
    while position < count {
      if position >> 20 & 1 == 0 {
        withUnsafeBytes(of: next()) { word in
          for byte in word where position < count {
            buffer[position] = byte
            position += 1
          }
        }
      } else {
        // The product of two makes some words frequent and most of them rare.
        let value = next()
        for byte in words[Int((value >> 40 & 63) * (value >> 50 & 63))] where position < count {
          buffer[position] = byte
          position += 1
        }
      }
    }
    bytes = UnsafeRawBufferPointer(buffer)
  }

  /// The first 4 GiB of a file, read into memory; never freed.
  init(file: String) throws(BenchError) {
    name = file
    let descriptor = open(file, O_RDONLY)
    guard descriptor >= 0 else { throw BenchError(message: "\(file): \(String(cString: strerror(errno)))") }
    defer { close(descriptor) }
    let count = Int(min(lseek(descriptor, 0, SEEK_END), 4 << 30))
    guard count > 0 else { throw BenchError(message: "\(file): not a file with bytes in it") }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    var filled = 0
    while filled < count {
      let got = pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(filled))
      guard got > 0 else { throw BenchError(message: "\(file): cannot be read whole") }
      filled += got
    }
    bytes = UnsafeRawBufferPointer(buffer)
  }

  /// The data in pieces of `count` bytes, without a shorter last one unless it is the only one.
  func pieces(of count: Int) -> [UnsafeRawBufferPointer] {
    guard bytes.count > count else { return [bytes] }
    return stride(from: 0, through: bytes.count - count, by: count).map {
      UnsafeRawBufferPointer(rebasing: bytes[$0..<$0 + count])
    }
  }
}
