import Chunker
import Cryptography
import FoundationEssentials
import Glibc
import Synchronization

/// Writes a plan as a stream: memory for one frame, whatever the plan's size.
///
/// Several threads may append; an operation is never split over two frames.
final class PlanFileWriter: Sendable {
  private struct State: ~Copyable {
    var pending: [UInt8] = []
    var pendingOperations = 0
    var offset: Int64 = 0
    var frames: [PlanIndex.Frame] = []
    var compressed: [UInt8] = []
    let hasher: SHA256Hasher
    let compressor: ZstdCompressor
  }

  private let descriptor: FileDescriptor
  private let name: String
  private let state: Mutex<State>

  /// - Parameter name: how messages call the file.
  init(_ descriptor: FileDescriptor, name: String, header: PlanHeader) throws {
    self.descriptor = descriptor
    self.name = name
    state = Mutex(State(hasher: try SHA256Hasher(), compressor: try ZstdCompressor(level: 1)))
    let encoded = try JSONEncoder.plan.encode(header)
    try state.withLock { state in
      try write(PlanFileLayout.opening, &state)
      try write(frame: .header, payload: Array(encoded), operations: 0, &state)
    }
  }

  /// Adds whole operations, already encoded.
  func append(_ operations: [UInt8], count: Int) throws {
    try state.withLock { state in
      state.pending.append(contentsOf: operations)
      state.pendingOperations += count
      if state.pending.count >= PlanFileLayout.frameByteCount { try flush(&state) }
    }
  }

  /// Writes the index and the trailer, and makes the file durable.
  func finish(_ summary: PlanSummary) throws {
    try state.withLock { state in
      try flush(&state)
      let start = state.offset
      let index = try JSONEncoder.plan.encode(PlanIndex(frames: state.frames, summary: summary))
      try write(frame: .index, payload: Array(index), operations: 0, &state)
      let offset = withUnsafeBytes(of: UInt64(start).littleEndian) { Array($0) }
      try write(offset + PlanFileLayout.closing, &state)
    }
    guard fsync(descriptor.raw) == 0 || errno == EINVAL else { throw failure(errno) }
  }

  private func flush(_ state: inout State) throws {
    guard !state.pending.isEmpty else { return }
    let payload = state.pending
    try write(frame: .operations, payload: payload, operations: state.pendingOperations, &state)
    state.pending.removeAll(keepingCapacity: true)
    state.pendingOperations = 0
  }

  private func write(
    frame kind: PlanFrame.Kind, payload: [UInt8], operations: Int, _ state: inout State
  ) throws {
    let compressor = state.compressor
    var stored = [UInt8](repeating: 0, count: ZstdCompressor.bound(payload.count))
    let length = try payload.withUnsafeBytes { input in
      try stored.withUnsafeMutableBytes { try compressor.compress(input, into: $0) }
    }
    stored.removeLast(stored.count - length)
    let hasher = state.hasher
    let sequence = UInt32(state.frames.count)
    let frame = stored.withUnsafeBytes { bytes in
      PlanFrame(kind: kind, sequence: sequence, plainByteCount: payload.count, stored: bytes, hasher: hasher)
    }
    if kind != .index {
      state.frames.append(.init(offset: state.offset, digest: frame.digest.hex, operations: operations))
    }
    try write(frame.encoded + stored, &state)
  }

  private func write(_ bytes: [UInt8], _ state: inout State) throws {
    do {
      try bytes.withUnsafeBytes { try descriptor.writeAll($0) }
    } catch let error as FileDescriptor.Failure {
      throw failure(error.code)
    }
    state.offset += Int64(bytes.count)
  }

  private func failure(_ code: Int32) -> PlanError {
    let reason = String(cString: strerror(code))
    let advice = code == ENOSPC ? "free space there, or name another place" : "check the place it is written to"
    return PlanError(.inputOutput, "the plan could not be written (\(reason)): \(advice)", location: name)
  }
}

extension JSONEncoder {
  /// Keys in order, so that the same plan gives the same bytes.
  static var plan: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
