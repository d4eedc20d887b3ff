import Glibc
import ProvidersTesting
import Testing

@testable import Providers

/// Keys of random bytes that are allowed in keys, on SeaweedFS: put, list, get, copy, delete.
@Suite struct S3RandomKeysTests {
  /// 10,000 with `ELASTO_TEST_FULL=1`.
  private static let count = getenv("ELASTO_TEST_FULL") == nil ? 1000 : 10_000

  @Test func randomKeysSurvive() async throws {
    let store = try await TestServer.seaweedFS().bucket("random-keys")
    var generator = SeededGenerator(seed: 2026)
    let keys = Self.keys(Self.count, using: &generator)
    try await Self.sideBySide(keys) { try await store.put("from/" + $0, Array($0.utf8)) }
    try await Self.expectListed(keys, below: "from/", in: store)
    try await Self.sideBySide(keys) { key in
      #expect(try await store.get("from/" + key) == Array(key.utf8))
      try await store.copy(from: "from/" + key, to: "to/" + key, options: PutOptions())
    }
    try await Self.expectListed(keys, below: "to/", in: store)
    try await Self.sideBySide(keys) { key in
      let copied = try await store.get("to/" + key)
      #expect(copied == Array(key.utf8))
    }
    let failures = try await store.delete(keys.map { "from/" + $0 } + keys.map { "to/" + $0 })
    #expect(failures.isEmpty, "\(failures.prefix(3))")
    try await Self.expectListed([], below: "", in: store)
  }

  private static func expectListed(_ keys: [String], below prefix: String, in store: S3Store) async throws {
    var listed: [[UInt8]] = []
    for try await object in store.listAll(prefix: prefix, pageSize: 700) { listed.append(Array(object.key.utf8)) }
    let expected = keys.map { Array((prefix + $0).utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
    #expect(listed.count == expected.count)
    #expect(listed == expected, "\(zip(listed, expected).first { $0 != $1 }.map { "\($0)" } ?? "")")
  }

  private static func sideBySide(
    _ keys: [String], _ body: @escaping @Sendable (String) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, key) in keys.enumerated() {
        if index >= 32 { try await group.next() }
        group.addTask { try await body(key) }
      }
      try await group.waitForAll()
    }
  }

  /// Distinct keys that SeaweedFS has a place for, none the folder of another: it stores both, but lists only one.
  private static func keys(_ count: Int, using generator: inout SeededGenerator) -> [String] {
    var keys: Set<[UInt8]> = []
    var folders: Set<[UInt8]> = []
    var result: [String] = []
    while result.count < count {
      let key = randomKey(using: &generator)
      let bytes = Array(key.utf8)
      let above = bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { Array(bytes[..<$0]) }
      guard bytes.count <= 1000, ObjectKey.isValid(key), TestServer.Kind.seaweedFS.canHold(key),
        !keys.contains(bytes), !folders.contains(bytes), above.allSatisfy({ !keys.contains($0) })
      else { continue }
      keys.insert(bytes)
      folders.formUnion(above)
      result.append(key)
    }
    return result
  }

  private static func randomKey(using generator: inout SeededGenerator) -> String {
    let length =
      generator.chance(0.05) ? Int.random(in: 200...700, using: &generator) : Int.random(in: 1...40, using: &generator)
    var text = String.UnicodeScalarView()
    for _ in 0..<length {
      switch Int.random(in: 0..<10, using: &generator) {
      case 0: text.append("/")
      case 1, 2: text.append(generator.pick(Array(" !\"#$%&'()*+,-.:;<=>?@[]^_`{|}~".unicodeScalars)))
      case 3: text.append(Unicode.Scalar(UInt8.random(in: 1...0x1F, using: &generator)))
      case 4: Unicode.Scalar(UInt32.random(in: 1...0x10FFFF, using: &generator)).map { text.append($0) }
      case 5: Unicode.Scalar(UInt32.random(in: 0x7F...0x7FF, using: &generator)).map { text.append($0) }
      case 6:
        text.append(
          generator.pick(["\u{1F600}", "e\u{301}", "\u{FEFF}", "\u{2028}", "\u{600}"].flatMap(\.unicodeScalars)))
      default: text.append(Unicode.Scalar(UInt8.random(in: 0x61...0x65, using: &generator)))
      }
    }
    return String(text)
  }
}
