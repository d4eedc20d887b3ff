import Testing

@testable import Cryptography

/// Every length around the edges of blocks and of the padding, and some that differ much.
private let lengths = Array(0...200) + [1000, 4095, 4096, 65_537, 300_000]

private func message(_ length: Int) -> [UInt8] {
  (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 131 &+ length) }
}

private func check(_ lengths: [Int], with batch: SHA256Batch) throws {
  let hasher = try SHA256Hasher()
  let messages = lengths.map { length -> UnsafeRawBufferPointer in
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: length, alignment: 1)
    copy.copyBytes(from: message(length))
    return UnsafeRawBufferPointer(copy)
  }
  defer { messages.forEach { $0.deallocate() } }
  #expect(batch.digests(of: messages) == messages.map { hasher.digest(of: $0) })
}

@Test func aBatchHasTheDigestsOfItsMessagesAlone() throws {
  let batch = try SHA256Batch()
  try check(lengths, with: batch)
  try check(lengths.reversed(), with: batch)
  for count in 0...40 { try check(Array(repeating: 70, count: count), with: batch) }
}

@Test func aLongMessageAmongShortOnesIsHashedToo() throws {
  try check([3, 2_000_000, 5, 64, 1_000_000] + Array(repeating: 100, count: 20), with: try SHA256Batch())
}

@Test func withoutLanesMessagesAreHashedOneAfterTheOther() throws {
  try check(lengths, with: try SHA256Batch([]))
}

@Test func everyKernelOfThisProcessorHashes() throws {
  for kernel in SHA256Lanes.all() {
    let batch = try SHA256Batch([kernel])
    try check(lengths, with: batch)
    try check(Array(repeating: 70_000, count: 20), with: batch)
    try check([700_000, 900_000, 1_500_000], with: batch)
  }
}
