import Chunker
import Cryptography
import FoundationEssentials
import Glibc

/// Reads a plan frame by frame, and trusts no byte of it: a plan that was cut, patched or put together from two is
/// refused before its first operation is used.
final class PlanFileReader {
  let name: String
  let header: PlanHeader
  let summary: PlanSummary
  private let descriptor: FileDescriptor
  private let frames: [PlanIndex.Frame]
  private let end: Int64
  private let hasher: SHA256Hasher
  private let decompressor: ZstdDecompressor
  private var nextFrame = 1

  /// Checks the outer form, header and index; the operations are checked frame by frame as they are read.
  init(_ descriptor: FileDescriptor, name: String) throws {
    self.descriptor = descriptor
    self.name = name
    hasher = try SHA256Hasher()
    decompressor = try ZstdDecompressor()
    let size = try descriptor.size()
    let smallest = PlanFileLayout.opening.count + 2 * PlanFrame.headByteCount + PlanFileLayout.trailerByteCount
    guard size >= smallest else { throw Self.notAPlan(name) }
    let trailer = try Self.read(
      PlanFileLayout.trailerByteCount, of: descriptor, at: size - Int64(PlanFileLayout.trailerByteCount), name)
    let opening = try Self.read(PlanFileLayout.opening.count, of: descriptor, at: 0, name)
    guard opening == PlanFileLayout.opening else { throw Self.notAPlan(name) }
    guard Array(trailer.suffix(8)) == PlanFileLayout.closing else {
      throw PlanError(.damaged, "the plan is cut short: make it again with `plan --out`", location: name)
    }
    let indexOffset = trailer.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard indexOffset < UInt64(size) else { throw Self.damaged(name, "trailer") }
    end = Int64(indexOffset)
    var check = FrameChecker(descriptor: descriptor, name: name, hasher: hasher, decompressor: decompressor)
    let (indexFrame, indexBytes) = try check.frame(at: end)
    guard indexFrame.kind == .index,
      end + Int64(PlanFrame.headByteCount) + Int64(indexFrame.storedByteCount)
        + Int64(PlanFileLayout.trailerByteCount) == size,
      let index = try? JSONDecoder().decode(PlanIndex.self, from: Data(indexBytes)),
      Int(indexFrame.sequence) == index.frames.count
    else { throw Self.damaged(name, "index frame") }
    let (headerFrame, headerBytes) = try check.frame(at: Int64(PlanFileLayout.opening.count))
    guard headerFrame.kind == .header, index.frames.first?.digest == headerFrame.digest.hex else {
      throw Self.damaged(name, "header frame")
    }
    guard let version = try? JSONDecoder().decode(VersionOnly.self, from: Data(headerBytes)) else {
      throw Self.damaged(name, "header frame")
    }
    guard version.version == PlanHeader.currentVersion else {
      throw PlanError(
        .unsupportedVersion,
        "the plan has version \(version.version), this program knows \(PlanHeader.currentVersion): make it again",
        location: name)
    }
    guard let header = try? JSONDecoder().decode(PlanHeader.self, from: Data(headerBytes)) else {
      throw Self.damaged(name, "header frame")
    }
    self.header = header
    summary = index.summary
    frames = index.frames
    try Self.checkChain(frames, end: end, name: name)
  }

  /// The plain bytes of the next frame of operations and how many there are; `nil` after the last.
  func nextOperations() throws -> (bytes: [UInt8], count: Int)? {
    guard nextFrame < frames.count else { return nil }
    defer { nextFrame += 1 }
    let entry = frames[nextFrame]
    var check = FrameChecker(descriptor: descriptor, name: name, hasher: hasher, decompressor: decompressor)
    let (frame, bytes) = try check.frame(at: entry.offset)
    let following = nextFrame + 1 < frames.count ? frames[nextFrame + 1].offset : end
    guard frame.kind == .operations, Int(frame.sequence) == nextFrame, frame.digest.hex == entry.digest,
      entry.offset + Int64(PlanFrame.headByteCount) + Int64(frame.storedByteCount) == following
    else { throw Self.damaged(name, "frame \(nextFrame)") }
    return (bytes, entry.operations)
  }

  /// Reads every frame once, so that damage anywhere is known before anything is done.
  func verify() throws {
    while try nextOperations() != nil {}
    nextFrame = 1
  }

  private struct VersionOnly: Decodable {
    var version: Int
  }

  private static func checkChain(_ frames: [PlanIndex.Frame], end: Int64, name: String) throws {
    var last: Int64 = 0
    for frame in frames {
      guard frame.offset > last, frame.offset < end, frame.operations >= 0 else { throw damaged(name, "index frame") }
      last = frame.offset
    }
  }

  static func read(
    _ count: Int, of descriptor: FileDescriptor, at offset: Int64, _ name: String
  ) throws(PlanError) -> [UInt8] {
    do throws(FileDescriptor.Failure) {
      return try descriptor.read(count, at: offset)
    } catch {
      guard error.code == EIO else {
        throw PlanError(.inputOutput, "the plan cannot be read: \(error.reason)", location: name)
      }
      throw damaged(name, "frame at byte \(offset)")
    }
  }

  static func damaged(_ name: String, _ part: String) -> PlanError {
    PlanError(.damaged, "the plan's \(part) is damaged: make the plan again with `plan --out`", location: name)
  }

  private static func notAPlan(_ name: String) -> PlanError {
    PlanError(.damaged, "this is not a plan file: make one with `plan --out FILE`", location: name)
  }
}

/// Reads one frame and holds it against its digest.
private struct FrameChecker {
  let descriptor: FileDescriptor
  let name: String
  let hasher: SHA256Hasher
  let decompressor: ZstdDecompressor

  mutating func frame(at offset: Int64) throws -> (PlanFrame, [UInt8]) {
    let head = try PlanFileReader.read(PlanFrame.headByteCount, of: descriptor, at: offset, name)
    guard let frame = head.withUnsafeBytes({ PlanFrame(decoding: $0) }) else {
      throw PlanFileReader.damaged(name, "frame at byte \(offset)")
    }
    let size = try descriptor.size()
    guard Int64(frame.storedByteCount) <= size - offset else {
      throw PlanFileReader.damaged(name, "frame at byte \(offset)")
    }
    let stored = try PlanFileReader.read(
      Int(frame.storedByteCount), of: descriptor, at: offset + Int64(PlanFrame.headByteCount), name)
    guard stored.withUnsafeBytes({ frame.matches($0, hasher: hasher) }) else {
      throw PlanFileReader.damaged(name, "frame at byte \(offset)")
    }
    var plain = [UInt8](repeating: 0, count: Int(frame.plainByteCount))
    let length = try stored.withUnsafeBytes { input in
      try plain.withUnsafeMutableBytes { try decompressor.decompress(input, into: $0) }
    }
    guard length == plain.count else { throw PlanFileReader.damaged(name, "frame at byte \(offset)") }
    return (frame, plain)
  }
}
