import Providers

extension StoreContract {
  static let multipart: [Clause] = [
    Clause("parts make one object, in the order of their numbers") { subject in
      guard let store = subject.store.multipart else { return }
      let partSize = Self.partSize(of: store)
      let first = StoreUnderTest.bytes(partSize, seed: 1)
      let last = StoreUnderTest.bytes(min(70_001, partSize), seed: 2)
      let options = PutOptions(metadata: ["note": "in parts"])
      let upload = try await store.beginUpload("whole", options: options)
      let second = try await store.putPart(2, of: upload, .bytes(last))
      let begin = try await store.putPart(1, of: upload, .bytes(first))
      try subject.expectEqual(try await subject.keys(), [], "keys before it is completed")
      let arrived = try await store.listParts(of: upload)
      try subject.expectEqual(arrived.map(\.number), [1, 2], "numbers of the parts")
      try subject.expectEqual(arrived.map(\.size), [Int64(first.count), Int64(last.count)], "sizes of the parts")
      try subject.expectEqual(arrived.map(\.etag), [begin.etag, second.etag], "ETags of the parts")

      let info = try await store.complete(upload, parts: [begin, second], options: options)
      try subject.expectEqual(info.size, Int64(first.count + last.count), "size")
      try subject.expect(try await same(store.get("whole"), first + last), "the object is not its parts")
      let head = try await store.head("whole")
      try subject.expectEqual(head.etag, info.etag, "ETag")
      if store.capabilities.contains(.metadata) { try subject.expectEqual(head.metadata, options.metadata, "metadata") }
      try subject.expectEqual(try await listed(of: [upload], by: store), [], "uploads under way")
    },

    Clause("a part takes the place of another of its number") { subject in
      guard let store = subject.store.multipart else { return }
      let bytes = StoreUnderTest.bytes(min(100_000, Self.partSize(of: store)), seed: 4)
      let upload = try await store.beginUpload("replaced", options: PutOptions())
      _ = try await store.putPart(1, of: upload, .bytes(Array(bytes.reversed())))
      let part = try await store.putPart(1, of: upload, .bytes(bytes))
      try subject.expectEqual(try await store.listParts(of: upload).map(\.etag), [part.etag], "ETags of the parts")
      try await store.complete(upload, parts: [part], options: PutOptions())
      try subject.expect(try await same(store.get("replaced"), bytes), "the object differs")
    },

    Clause("what arrived in an earlier run completes the upload") { subject in
      guard let store = subject.store.multipart else { return }
      let bytes = StoreUnderTest.bytes(min(100_000, Self.partSize(of: store)))
      let begun = try await store.beginUpload("resumed", options: PutOptions())
      _ = try await store.putPart(1, of: begun, .bytes(bytes))
      guard let found = try await store.listUploads(prefix: "res").first(where: { $0.id == begun.id }) else {
        throw ContractViolation("the upload is not listed", #line)
      }
      try subject.expectEqual([found.key, found.id], [begun.key, begun.id], "upload")
      try await store.complete(found, parts: try await store.listParts(of: found), options: PutOptions())
      try subject.expect(try await same(store.get("resumed"), bytes), "the object differs")
    },

    Clause("an aborted upload leaves nothing") { subject in
      guard let store = subject.store.multipart else { return }
      let upload = try await store.beginUpload("given/up", options: PutOptions())
      let part = try await store.putPart(1, of: upload, .bytes([1, 2, 3]))
      try await store.abort(upload)
      try await store.abort(upload)
      try subject.expectEqual(try await subject.keys(), [], "keys")
      try subject.expectEqual(try await listed(of: [upload], by: store), [], "uploads")
      try await subject.expectError(.notFound, "the parts of an aborted upload") {
        _ = try await store.listParts(of: upload)
      }
      try await subject.expectError(.notFound, "completing an aborted upload") {
        try await store.complete(upload, parts: [part], options: PutOptions())
      }
    },

    Clause("uploads under way are listed by prefix") { subject in
      guard let store = subject.store.multipart else { return }
      var uploads: [MultipartUpload] = []
      for key in ["b/2 &+%", "a", "b/1", "b\u{e9}"] {
        uploads.append(try await store.beginUpload(key, options: PutOptions()))
      }
      try subject.expectEqual(
        try await listed(of: uploads, by: store, prefix: "b/"), ["b/1", "b/2 &+%"], "keys")
      try subject.expectEqual(
        try await listed(of: uploads, by: store), ["a", "b/1", "b/2 &+%", "b\u{e9}"], "keys")
      for upload in uploads { try await store.abort(upload) }
    },

    Clause("a part may be copied from an object") { subject in
      guard let store = subject.store.multipart else { return }
      let partSize = Self.partSize(of: store)
      let source = StoreUnderTest.bytes(partSize + 1000)
      try await store.put("source +%", source)
      let upload = try await store.beginUpload("copied", options: PutOptions())
      let first = try await store.copyPart(1, of: upload, from: "source +%", range: 0..<Int64(partSize))
      let last = try await store.copyPart(2, of: upload, from: "source +%", range: 10..<20)
      try await store.complete(upload, parts: [first, last], options: PutOptions())
      try subject.expect(
        try await same(store.get("copied")[...], (source[..<partSize] + source[10..<20])[...]), "the copy differs")
    },

    Clause("completing keeps conditions as a put does") { subject in
      guard let store = subject.store.multipart, store.capabilities.contains(.putIfAbsent) else { return }
      try await store.put("taken", [1])
      let options = PutOptions(condition: .ifAbsent)
      for (key, isFree) in [("taken", false), ("free", true)] {
        let upload = try await store.beginUpload(key, options: options)
        let part = try await store.putPart(1, of: upload, .bytes([2, 2]))
        if isFree {
          try await store.complete(upload, parts: [part], options: options)
        } else {
          try await subject.expectError(.conditionFailed, "completing over an object") {
            try await store.complete(upload, parts: [part], options: options)
          }
          try await store.abort(upload)
        }
      }
      try subject.expectEqual(try await store.get("taken"), [1], "bytes")
      try subject.expectEqual(try await store.get("free"), [2, 2], "bytes")
    },
  ]

  /// The keys of those of the uploads that the store lists. Others may be there: where the reply to a request that
  /// begins one is lost, its repetition leaves one behind that nobody knows.
  private static func listed(
    of uploads: [MultipartUpload], by store: any MultipartStore, prefix: String = ""
  ) async throws(StoreError) -> [String] {
    let ids = Set(uploads.map(\.id))
    return try await store.listUploads(prefix: prefix).filter { ids.contains($0.id) }.map(\.key)
  }

  /// What S3 takes for a part that is not the last, or the most that the store takes.
  private static func partSize(of store: any MultipartStore) -> Int {
    Int(min(max(5 << 20, store.multipartLimits.smallestPart), store.multipartLimits.largestPart))
  }
}
