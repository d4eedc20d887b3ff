import Glibc
public import Providers

/// An empty store with what clauses need around it.
public struct StoreUnderTest: Sendable {
  public let store: any ObjectStore
  /// An existing folder for files that are uploaded from; outside of the store.
  public let scratchFolder: String
  /// Keys that the server behind the store has no place for, by a rule of its own.
  public let cannotHold: @Sendable (String) -> Bool

  public init(
    store: any ObjectStore, scratchFolder: String, cannotHold: @escaping @Sendable (String) -> Bool = { _ in false }
  ) {
    self.store = store
    self.scratchFolder = scratchFolder
    self.cannotHold = cannotHold
  }

  func expect(
    _ condition: Bool, _ message: @autoclosure () -> String, line: UInt = #line
  ) throws {
    guard condition else { throw ContractViolation(message(), line) }
  }

  func expectEqual<Value: Equatable>(
    _ found: Value, _ expected: Value, _ what: String, line: UInt = #line
  ) throws {
    guard found != expected else { return }
    throw ContractViolation("\(what): found \(found), expected \(expected)", line)
  }

  /// `body` must throw a `StoreError` with this code.
  func expectError(
    _ code: StoreError.Code, _ what: String, line: UInt = #line, _ body: () async throws -> Void
  ) async throws {
    do {
      try await body()
    } catch let error as StoreError {
      guard error.code == code else { throw ContractViolation("\(what): threw \(error.code): \(error)", line) }
      guard !error.message.isEmpty, !error.location.isEmpty else {
        throw ContractViolation("\(what): the error does not say what, or where", line)
      }
      return
    }
    throw ContractViolation("\(what): did not throw \(code)", line)
  }

  /// The keys of a whole listing, page by page.
  func keys(
    prefix: String = "", after cursor: String? = nil, limit: Int = 1000, line: UInt = #line
  ) async throws -> [String] {
    var keys: [String] = []
    var cursor = cursor
    while true {
      let page = try await store.list(prefix: prefix, after: cursor, limit: limit)
      try expect(page.objects.count <= limit, "a page has more than \(limit) objects", line: line)
      keys += page.objects.map(\.key)
      guard let next = page.next else { return keys }
      try expect(cursor.map { bytesPrecede($0, next) } ?? true, "the cursor does not move on", line: line)
      cursor = next
    }
  }

  func fill(_ keys: [String]) async throws {
    for key in keys { try await store.put(key, Array(key.utf8)) }
  }

  /// Bytes with no 4 KiB block like another, the same for the same seed.
  static func bytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    var block = (0..<min(count, 4096)).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return UInt8(truncatingIfNeeded: state >> 32)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count {
      if block.count == 4096 {
        block[0] = UInt8(truncatingIfNeeded: bytes.count >> 12)
        block[1] = UInt8(truncatingIfNeeded: bytes.count >> 20)
      }
      bytes += block.count <= count - bytes.count ? block[...] : block[..<(count - bytes.count)]
    }
    return bytes
  }
}

/// Whether both hold the same bytes, compared as memory.
func same(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
  left.withUnsafeBytes { left in right.withUnsafeBytes { right in same(left, right) } }
}

func same(_ left: [UInt8], _ right: [UInt8]) -> Bool { same(left[...], right[...]) }

func same(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
  guard left.count == right.count else { return false }
  guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return true }
  return memcmp(leftStart, rightStart, left.count) == 0
}

/// The order of listings; Swift's own order of strings is another.
func bytesPrecede(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }
