import Glibc
import Providers

extension StoreContract {
  static let writing: [Clause] = [
    Clause("a put replaces what was there") { subject in
      let first = try await subject.store.put("key", StoreUnderTest.bytes(100))
      let second = try await subject.store.put("key", StoreUnderTest.bytes(50, seed: 2))
      try subject.expect(
        first.etag == nil || first.etag != second.etag, "both versions have the ETag \(first.etag ?? "")")
      try subject.expectEqual(try await subject.store.get("key"), StoreUnderTest.bytes(50, seed: 2), "bytes")
      try subject.expectEqual(try await subject.keys(), ["key"], "keys")
    },

    Clause("a repeated put changes nothing") { subject in
      for _ in 0..<3 { try await subject.store.put("key", [1, 2, 3]) }
      try subject.expectEqual(try await subject.store.get("key"), [1, 2, 3], "bytes")
      try subject.expectEqual(try await subject.keys(), ["key"], "keys")
    },

    Clause("odd keys are kept byte by byte") { subject in
      let oddKeys = oddKeys.filter { !subject.cannotHold($0) }
      try await subject.fill(oddKeys)
      for key in oddKeys {
        try subject.expectEqual(try await subject.store.get(key), Array(key.utf8), "bytes of \(key.debugDescription)")
        try subject.expect(
          try await subject.store.head(key).key.utf8.elementsEqual(key.utf8),
          "head gives \(key.debugDescription) another key")
      }
      let listed = try await subject.keys().map { Array($0.utf8) }
      try subject.expectEqual(listed, oddKeys.sorted(by: bytesPrecede).map { Array($0.utf8) }, "keys")
      _ = try await subject.store.delete(oddKeys)
      try subject.expectEqual(try await subject.keys(), [], "keys after deleting")
    },

    Clause("what is no key is refused by every operation") { subject in
      let store = subject.store
      try await subject.fill(["there"])
      for key in [
        "", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/../b", "a/./b", "./a", "\0", "a\0b", "a/\0",
      ] {
        let name = key.debugDescription
        try await subject.expectError(.invalidKey, "put \(name)") { try await store.put(key, [1]) }
        try await subject.expectError(.invalidKey, "get \(name)") { _ = try await store.get(key) }
        try await subject.expectError(.invalidKey, "head \(name)") { _ = try await store.head(key) }
        let failures = try await store.delete([key])
        try subject.expectEqual(failures.map(\.error.code), [.invalidKey], "deleting \(name)")
        guard store.capabilities.contains(.serverSideCopy) else { continue }
        try await subject.expectError(.invalidKey, "copy to \(name)") {
          try await store.copy(from: "there", to: key, options: PutOptions())
        }
        try await subject.expectError(.invalidKey, "copy from \(name)") {
          try await store.copy(from: key, to: "there", options: PutOptions())
        }
      }
      try subject.expectEqual(try await subject.keys(), ["there"], "keys")
    },

    Clause("a file is stored as its bytes") { subject in
      for count in [0, 1, 3_000_001] {
        let bytes = StoreUnderTest.bytes(count)
        let file = try ScratchFile(bytes, in: subject.scratchFolder)
        let info = try await subject.store.put("file", .file(path: file.path), options: PutOptions())
        try subject.expectEqual(info.size, Int64(count), "size")
        try subject.expect(try await same(subject.store.get("file"), bytes), "the bytes differ")
      }
    },

    Clause("a file that cannot be read stores nothing") { subject in
      for path in [subject.scratchFolder + "/missing", subject.scratchFolder] {
        do {
          _ = try await subject.store.put("file", .file(path: path), options: PutOptions())
          throw ContractViolation("storing \(path) succeeded", #line)
        } catch let error as StoreError {
          try subject.expect(error.code != .notFound, "a missing file looks like a missing object")
          try subject.expect(error.message.contains(path), "the message does not name the file")
        }
      }
      try subject.expectEqual(try await subject.keys(), [], "keys")
    },

    Clause("metadata comes back where the store keeps it") { subject in
      guard subject.store.capabilities.contains(.metadata) else { return }
      let metadata = ["mtime": "1700000000.5", "note": "plain"]
      try await subject.store.put("key", [1], options: PutOptions(metadata: metadata))
      try subject.expectEqual(try await subject.store.head("key").metadata, metadata, "metadata")
      let info = try await subject.store.get("key", range: nil, to: CollectingSink())
      try subject.expectEqual(info.metadata, metadata, "metadata")
      try await subject.store.put("key", [1])
      try subject.expectEqual(try await subject.store.head("key").metadata, [:], "metadata")
    },

    Clause("many tasks store side by side") { subject in
      let keys = (0..<64).map { "side/\($0 % 8)/\($0)" }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for key in keys { group.addTask { try await subject.store.put(key, Array(key.utf8)) } }
        try await group.waitForAll()
      }
      for key in keys { try subject.expectEqual(try await subject.store.get(key), Array(key.utf8), "bytes") }
      try subject.expectEqual(try await subject.keys().count, 64, "number of keys")
    },
  ]

  static let oddKeys = [
    "space in the middle", " leading", "trailing ", "new\nline", "tab\t", "percent%20", "plus+", "quote\"'`",
    "back\\slash",
    "a:b", "*?[x]", "~", "-dash", "#hash", "&amp;<tag>", "dots...", "...", "..a", ".hidden", ".git/x..", "\u{1}",
    "\u{7F}",
    "caf\u{e9}", "cafe\u{301}", "\u{2028}", "\u{1F468}\u{200D}\u{1F469}", "\u{FEFF}bom", "$HOME", "%", "=", "A", "a",
    String(repeating: "n", count: 200), (1...20).map { "level\($0)" }.joined(separator: "/"),
  ]
}

/// A file for a test to upload, removed with its owner.
private final class ScratchFile: Sendable {
  let path: String

  init(_ bytes: [UInt8], in folder: String) throws {
    path = "\(folder)/scratch-\(UInt64.random(in: .min ... .max))"
    guard let file = fopen(path, "wx") else { throw ContractViolation("the scratch file cannot be made", #line) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
      throw ContractViolation("the scratch file cannot be written", #line)
    }
  }

  deinit { unlink(path) }
}
