public import Providers

/// A namespace with a key that is free in it.
public struct PagesUnderTest: Sendable {
  public let namespace: any PageNamespace
  public let key: String

  public init(namespace: any PageNamespace, key: String) {
    self.namespace = namespace
    self.key = key
  }

  func create(_ size: Int64) async throws -> any PageStore {
    try await namespace.createPages(key, size: size, contentType: nil)
  }

  func open(_ access: PageAccess = .writing) async throws -> any PageStore {
    try await namespace.openPages(key, access)
  }

  func expect(_ condition: Bool, _ message: @autoclosure () -> String, line: UInt = #line) throws {
    guard condition else { throw ContractViolation(message(), line) }
  }

  func expectEqual<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String, line: UInt = #line) throws {
    guard found != expected else { return }
    throw ContractViolation("\(what): found \(found), expected \(expected)", line)
  }

  func expectBytes(
    _ store: any PageReader, at offset: Int64, _ expected: [UInt8], _ what: String, line: UInt = #line
  ) async throws {
    let found = try await store.read(offset..<offset + Int64(expected.count))
    guard let place = PageModel.difference(found, expected) else { return }
    throw ContractViolation("\(what): the byte at \(offset + Int64(place)) is another", line)
  }

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
}

extension PageReader {
  /// Every range, asked for in lists of `limit`.
  func allRanges(in range: Range<Int64>, limit: Int = 1000) async throws -> [Range<Int64>] {
    var all: [Range<Int64>] = []
    var start: Int64? = range.lowerBound
    while let next = start {
      let list = try await allocatedRanges(in: next..<range.upperBound, limit: limit)
      guard list.ranges.count <= limit else { throw ContractViolation("a list has more than \(limit) ranges", #line) }
      for part in list.ranges {
        guard !part.isEmpty, part.lowerBound >= all.last?.upperBound ?? next, part.upperBound <= range.upperBound else {
          throw ContractViolation("the range \(part) is out of order, or outside of \(range)", #line)
        }
        all.append(part)
      }
      if let following = list.next, following <= next { throw ContractViolation("the list does not move on", #line) }
      start = list.next
    }
    return all
  }

  func allChanges(since snapshot: String, in range: Range<Int64>, limit: Int = 1000) async throws -> [PageChange] {
    var all: [PageChange] = []
    var start: Int64? = range.lowerBound
    while let next = start {
      let list = try await changedRanges(since: snapshot, in: next..<range.upperBound, limit: limit)
      guard list.changes.count <= limit else { throw ContractViolation("a list has more than \(limit) changes", #line) }
      for part in list.changes {
        guard !part.range.isEmpty, part.range.lowerBound >= all.last?.range.upperBound ?? next,
          part.range.upperBound <= range.upperBound
        else { throw ContractViolation("the change \(part.range) is out of order, or outside of \(range)", #line) }
        all.append(part)
      }
      if let following = list.next, following <= next { throw ContractViolation("the list does not move on", #line) }
      start = list.next
    }
    return all
  }
}
