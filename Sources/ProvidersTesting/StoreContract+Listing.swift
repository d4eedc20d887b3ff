import Providers

extension StoreContract {
  static let listing: [Clause] = [
    Clause("an empty store lists nothing") { subject in
      try subject.expectEqual(try await subject.keys(), [], "keys")
      try subject.expectEqual(try await subject.keys(prefix: "a/", after: "a/b"), [], "keys")
    },

    Clause("keys ascend by their bytes, across folders") { subject in
      try await subject.fill(orderedKeys.reversed())
      let keys = try await subject.keys()
      try subject.expectEqual(keys.map { Array($0.utf8) }, orderedKeys.map { Array($0.utf8) }, "keys")
    },

    Clause("pages of every size hold every object exactly once") { subject in
      try await subject.fill(orderedKeys)
      for limit in 1...orderedKeys.count + 1 {
        try subject.expectEqual(try await subject.keys(limit: limit), orderedKeys, "keys with limit \(limit)")
      }
    },

    Clause("a prefix selects by bytes, not by folders") { subject in
      try await subject.fill(orderedKeys)
      for prefix in ["a", "a/", "a/b", "a/b/", "a/b/c", "a.", "B", "e", "\u{e9}", "e\u{301}", "nothing", "a/b/c/d/e/f"]
      {
        let expected = orderedKeys.filter { $0.utf8.starts(with: prefix.utf8) }
        for limit in [1, 2, 1000] {
          try subject.expectEqual(
            try await subject.keys(prefix: prefix, limit: limit), expected, "keys with prefix \(prefix)")
        }
      }
    },

    Clause("a prefix that no key can have selects nothing") { subject in
      try await subject.fill(["a/b", "c"])
      for prefix in ["/", "//", "a//", ".", "..", "../", "./", "a/../", "a/./b", "\0", "a/\0"] {
        try subject.expectEqual(
          try await subject.keys(prefix: prefix), [], "keys with prefix \(prefix.debugDescription)")
      }
    },

    Clause("a cursor need not be a key") { subject in
      try await subject.fill(orderedKeys)
      let cursors = ["", "A", "a", "a-", "a/", "a/b/", "a/b/b", "a/b/zzz", "a/c", "a0", "b", "zz", "\u{10FFFF}"]
      for cursor in cursors + orderedKeys {
        let expected = orderedKeys.filter { bytesPrecede(cursor, $0) }
        for limit in [1, 3, 1000] {
          try subject.expectEqual(
            try await subject.keys(after: cursor, limit: limit), expected, "keys after \(cursor.debugDescription)")
        }
      }
    },

    Clause("a cursor before or behind the prefix") { subject in
      try await subject.fill(orderedKeys)
      let all = orderedKeys.filter { $0.utf8.starts(with: "a/b/".utf8) }
      try subject.expectEqual(try await subject.keys(prefix: "a/b/", after: "a"), all, "keys after an earlier cursor")
      try subject.expectEqual(try await subject.keys(prefix: "a/b/", after: "a/b"), all, "keys after the folder's name")
      try subject.expectEqual(try await subject.keys(prefix: "a/b/", after: "b"), [], "keys after a later cursor")
    },

    Clause("a listing goes on where it was when its cursor's object is deleted") { subject in
      try await subject.fill(orderedKeys)
      var seen: [String] = []
      var cursor: String?
      repeat {
        let page = try await subject.store.list(prefix: "", after: cursor, limit: 2)
        seen += page.objects.map(\.key)
        _ = try await subject.store.delete(page.objects.map(\.key))
        cursor = page.next
      } while cursor != nil
      try subject.expectEqual(seen, orderedKeys, "keys")
    },

    Clause("a listing carries what head says") { subject in
      let stored = try await subject.store.put("folder/object", StoreUnderTest.bytes(1234))
      let listed = try await subject.store.list(prefix: "folder/", after: nil, limit: 10).objects
      let head = try await subject.store.head("folder/object")
      try subject.expectEqual(listed.map(\.key), ["folder/object"], "keys")
      for info in listed + [head, stored] {
        try subject.expectEqual(info.key, "folder/object", "key")
        try subject.expectEqual(info.size, 1234, "size")
        try subject.expectEqual(info.etag, head.etag, "ETag")
      }
      // A put need not say the time: S3's reply has none.
      let times = listed.map(\.modified) + (stored.modified == nil ? [] : [stored.modified])
      for time in times { try subject.expectEqual(time, head.modified, "time") }
    },

    Clause("a streamed listing is the whole listing") { subject in
      try await subject.fill(orderedKeys)
      for pageSize in [1, 2, 7, 1000] {
        var keys: [String] = []
        for try await object in subject.store.listAll(prefix: "a", pageSize: pageSize) { keys.append(object.key) }
        try subject.expectEqual(keys, orderedKeys.filter { $0.utf8.first == UInt8(ascii: "a") }, "keys")
      }
    },

    Clause("a listing of many objects is complete") { subject in
      let keys = (0..<1300).map { "many/\(1_000_000 + $0 * 7919 % 1300)" }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for start in 0..<4 {
          group.addTask {
            for key in stride(from: start, to: keys.count, by: 4).map({ keys[$0] }) {
              try await subject.store.put(key, [])
            }
          }
        }
        try await group.waitForAll()
      }
      for limit in [500, 1000, 5000] {
        try subject.expectEqual(try await subject.keys(prefix: "many/", limit: limit), keys.sorted(), "keys")
      }
    },
  ]

  /// Ascending by bytes, chosen so that sorting by folders, by Swift's strings or by UTF-16 gives another order.
  /// No key is the folder of another.
  static let orderedKeys = [
    "B", "Z/z", "a!", "a-b", "a-b.c", "a.txt", "a/b!", "a/b-", "a/b/c/d", "a/b/c-d", "a/b/c.d", "a/b0", "a/c", "a0",
    "aa/a", "e\u{301}", "f", "\u{e9}", "\u{FFFD}", "\u{1F600}/x", "\u{1F600}0",
  ].sorted(by: bytesPrecede)
}
