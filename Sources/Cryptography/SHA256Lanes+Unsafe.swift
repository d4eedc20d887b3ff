internal import CSHA256
internal import Glibc

/// Messages on their way through the lanes: each lane takes the next one when it has finished its own.
///
/// A message is its whole blocks, read where they are, and a tail of one or two blocks with the padding (FIPS 180-4,
/// 5.1.1), which is put together in the lane's own memory.
final class SHA256Lanes {
  static let blockLength = 64
  private static let tailLength = 2 * blockLength

  let count: Int
  /// A step of all lanes takes as long as this many blocks of one message alone.
  private(set) var stepCost = 0.0
  private let kernel: elasto_sha256_kernel
  private let state: UnsafeMutablePointer<UInt32>
  private let data: UnsafeMutablePointer<UnsafePointer<UInt8>?>
  private let tails: UnsafeMutablePointer<UInt8>
  private var jobs: [Job]

  private struct Job {
    /// The message's place in the list; `nil` for a lane with nothing to do.
    var message: Int?
    /// Left of what the lane reads now.
    var blocks = 0
    var isInTail = false
  }

  /// All that this processor can run, the widest first.
  static func all() -> [SHA256Lanes] {
    let unused = elasto_sha256_kernel(lanes: 0, blocks: nil)
    var kernels = (unused, unused)
    return withUnsafeMutableBytes(of: &kernels) { bytes in
      let kernels = bytes.bindMemory(to: elasto_sha256_kernel.self)
      return kernels.prefix(Int(elasto_sha256_kernels(kernels.baseAddress))).map { SHA256Lanes($0) }
    }
  }

  /// Those of `all` that are worth while here, which this process has found out by trying.
  static func forThisProcessor() -> [SHA256Lanes] {
    zip(all(), stepCosts).compactMap { lanes, cost in
      lanes.stepCost = cost
      return cost < largestShare * Double(lanes.count) ? lanes : nil
    }
  }

  /// Less of a gain than that is not worth the waiting of lanes that have ended.
  private static let largestShare = 0.9

  /// One for each of `all`: processors differ, with and without instructions for SHA-256, and so do their vectors.
  private static let stepCosts: [Double] = {
    guard let hasher = try? SHA256Hasher() else { return [] }
    let message = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 << 10, alignment: 64)
    defer { message.deallocate() }
    message.initializeMemory(as: UInt8.self, repeating: 0x5a)
    let bytes = UnsafeRawBufferPointer(message)
    let alone = shortestTime { _ = hasher.digest(of: bytes) }
    return all().map { lanes in
      let messages = [UnsafeRawBufferPointer](repeating: bytes, count: lanes.count)
      return shortestTime { lanes.hash(messages, Array(messages.indices)[...]) { _, _ in } } / alone
    }
  }()

  /// In nanoseconds, at least 1; the shortest of some, since a thread may lose its processor at any time.
  private static func shortestTime(_ body: () -> Void) -> Double {
    (0..<5).reduce(Double.infinity) { shortest, _ in
      let start = ContinuousClock.now
      body()
      let time = (ContinuousClock.now - start).components
      return min(shortest, max(1, Double(time.seconds) * 1e9 + Double(time.attoseconds) / 1e9))
    }
  }

  private init(_ kernel: elasto_sha256_kernel) {
    self.kernel = kernel
    count = Int(kernel.lanes)
    state = .allocate(capacity: 8 * count)
    state.initialize(repeating: 0, count: 8 * count)
    data = .allocate(capacity: count)
    data.initialize(repeating: nil, count: count)
    tails = .allocate(capacity: count * Self.tailLength)
    tails.initialize(repeating: 0, count: count * Self.tailLength)
    jobs = Array(repeating: Job(), count: count)
  }

  deinit {
    state.deallocate()
    data.deallocate()
    tails.deallocate()
  }

  /// Blocks of a message of that many bytes, with its padding.
  static func blockCount(_ length: Int) -> Int { (length + 8) / blockLength + 1 }

  /// Hashes those of `messages` that `order` names, and gives each digest with its message's place.
  func hash(
    _ messages: [UnsafeRawBufferPointer], _ order: ArraySlice<Int>, _ finished: (Int, SHA256Digest) -> Void
  ) {
    var waiting = order
    for lane in 0..<count { begin(waiting.popFirst(), of: messages, lane) }
    while let busy = jobs.firstIndex(where: { $0.message != nil }) {
      var steps = jobs[busy].blocks
      for job in jobs where job.message != nil { steps = min(steps, job.blocks) }
      let shared = data[busy]
      // A lane with nothing to do reads along; what comes out is not looked at.
      for lane in 0..<count where jobs[lane].message == nil { data[lane] = shared }
      kernel.blocks(state, data, steps)
      for lane in 0..<count {
        guard let message = jobs[lane].message else { continue }
        jobs[lane].blocks -= steps
        guard jobs[lane].blocks == 0 else { continue }
        if jobs[lane].isInTail {
          finished(message, digest(of: lane))
          begin(waiting.popFirst(), of: messages, lane)
        } else {
          beginTail(of: messages[message], lane)
        }
      }
    }
  }

  private func begin(_ message: Int?, of messages: [UnsafeRawBufferPointer], _ lane: Int) {
    jobs[lane] = Job(message: message)
    guard let message else { return }
    for word in 0..<8 { state[word * count + lane] = Self.initialState[word] }
    let bytes = messages[message]
    jobs[lane].blocks = bytes.count / Self.blockLength
    if jobs[lane].blocks == 0 {
      beginTail(of: bytes, lane)
    } else {
      data[lane] = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    }
  }

  private func beginTail(of message: UnsafeRawBufferPointer, _ lane: Int) {
    let rest = message.count % Self.blockLength
    let tail = tails + lane * Self.tailLength
    if rest > 0, let start = message.baseAddress { memcpy(tail, start + (message.count - rest), rest) }
    tail[rest] = 0x80
    let blocks = rest + 9 <= Self.blockLength ? 1 : 2
    let end = blocks * Self.blockLength
    memset(tail + rest + 1, 0, end - rest - 1)
    let length = UInt64(message.count) * 8
    for byte in 0..<8 { tail[end - 1 - byte] = UInt8(truncatingIfNeeded: length >> (8 * byte)) }
    data[lane] = UnsafePointer(tail)
    jobs[lane].blocks = blocks
    jobs[lane].isInTail = true
  }

  private func digest(of lane: Int) -> SHA256Digest {
    func word(_ index: Int) -> UInt64 {
      UInt64(state[2 * index * count + lane]) << 32 | UInt64(state[(2 * index + 1) * count + lane])
    }
    return SHA256Digest(words: (word(0), word(1), word(2), word(3)))
  }

  /// FIPS 180-4, 5.3.3.
  private static let initialState: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
}
