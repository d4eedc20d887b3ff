import BlockVolume
import Glibc
import Providers

/// An image as a stream of bytes: read from or written to a pipe, which takes everything in order, zeros too.
struct DiskPipe {
  private let descriptor: FileDescriptor
  private let name: String

  private init(_ number: Int32, _ name: String) throws(RunError) {
    let own = dup(number)
    guard own >= 0 else { throw RunError(.failed, String(cString: strerror(errno)), location: name) }
    descriptor = FileDescriptor(own)
    self.name = name
  }

  static func input() throws(RunError) -> DiskPipe { try DiskPipe(STDIN_FILENO, "standard input") }

  static func output() throws(RunError) -> DiskPipe { try DiskPipe(STDOUT_FILENO, "standard output") }

  /// Reads to the end, and copies what is not zeros. Returns the bytes of the disk.
  func copy(with copy: DiskCopy, format: ImageFormat, limit: Int64) async throws -> Int64 {
    var position: Int64 = 0
    while true {
      try Task.checkCancellation()
      let buffer = IOBuffer(capacity: Int(DiskCopy.piece))
      var count = try await fill(buffer)
      if position == 0, let found = ForeignImage.name(of: buffer.whole[0..<min(8, count)].array) {
        throw ForeignImage.refusal(found, name)
      }
      let isEnd = count < buffer.capacity
      if isEnd, format == .vhd {
        // A fixed VHD has whole MiB, so that its footer is never cut in two.
        let last = buffer.whole[max(0, count - VHDFooter.length)..<count].array
        _ = try VHDFooter(decoding: last, stored: position + Int64(count), location: name)
        count -= VHDFooter.length
      }
      let padded = (count + 511) / 512 * 512
      guard position + Int64(padded) <= limit else {
        throw RunError(.failed, "there is more than the \(limit) bytes that the volume has", location: name)
      }
      buffer.whole[count..<padded].fillWithZeros()
      try await copy.store(buffer.whole[0..<padded], at: position)
      position += Int64(padded)
      if isEnd { return position }
    }
  }

  private func fill(_ buffer: IOBuffer) async throws(RunError) -> Int {
    do {
      return try await BlockingThreads.files.run { try buffer.whole.withBytes { try descriptor.fill($0) } }
    } catch let error as FileDescriptor.Failure {
      throw RunError(.failed, "it cannot be read: \(error.reason)", location: name)
    } catch {
      throw RunError(.failed, "it cannot be read", location: name, cause: error)
    }
  }

  /// Writes all of a disk, and the footer.
  func write(_ disk: any BlockDevice, footer: [UInt8], progress: RunProgress) async throws {
    let buffer = IOBuffer(capacity: Int(DiskCopy.piece))
    var position: Int64 = 0
    while position < disk.size {
      try Task.checkCancellation()
      let slice = buffer.whole[0..<Int(min(DiskCopy.piece, disk.size - position))]
      try await disk.read(into: slice, at: position)
      try await put(slice)
      position += Int64(slice.count)
      progress.advance(bytes: Int64(slice.count))
    }
    try await put(IOBuffer(footer).whole)
  }

  private func put(_ slice: IOSlice) async throws(RunError) {
    do {
      try await BlockingThreads.files.run {
        try slice.withBytes { try descriptor.writeAll(UnsafeRawBufferPointer($0)) }
      }
    } catch let error as FileDescriptor.Failure {
      throw RunError(.failed, "it cannot be written: \(error.reason)", location: name)
    } catch {
      throw RunError(.failed, "it cannot be written", location: name, cause: error)
    }
  }
}
