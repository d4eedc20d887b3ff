import Providers

extension StoreContract {
  static let copying: [Clause] = [
    Clause("a copy has the bytes of its source") { subject in
      guard subject.store.capabilities.contains(.serverSideCopy) else {
        try await subject.fill(["a"])
        try await subject.expectError(.unsupported, "copy") {
          try await subject.store.copy(from: "a", to: "b", options: PutOptions())
        }
        return
      }
      for count in [0, 1, 3_000_001] {
        let bytes = StoreUnderTest.bytes(count)
        try await subject.store.put("from/here", bytes)
        let info = try await subject.store.copy(from: "from/here", to: "to/there", options: PutOptions())
        try subject.expectEqual(info.key, "to/there", "key")
        try subject.expectEqual(info.size, Int64(count), "size")
        try subject.expect(try await same(subject.store.get("to/there"), bytes), "the copy differs")
        try subject.expect(try await same(subject.store.get("from/here"), bytes), "the source changed")
      }
    },

    Clause("a copy onto itself keeps the object") { subject in
      guard subject.store.capabilities.contains(.serverSideCopy) else { return }
      try await subject.fill(["a"])
      try await subject.store.copy(from: "a", to: "a", options: PutOptions())
      try subject.expectEqual(try await subject.store.get("a"), Array("a".utf8), "bytes")
    },

    Clause("a copy without a source is not found") { subject in
      guard subject.store.capabilities.contains(.serverSideCopy) else { return }
      try await subject.fill(["b"])
      try await subject.expectError(.notFound, "copy") {
        try await subject.store.copy(from: "a", to: "b", options: PutOptions())
      }
      try subject.expectEqual(try await subject.store.get("b"), Array("b".utf8), "bytes")
    },

    Clause("a copy keeps conditions as a put does") { subject in
      guard subject.store.capabilities.contains([.serverSideCopy, .putIfAbsent]) else { return }
      try await subject.fill(["a", "b"])
      do {
        try await subject.store.copy(from: "a", to: "b", options: PutOptions(condition: .ifAbsent))
        throw ContractViolation("a copy onto an object succeeds", #line)
      } catch let error as StoreError {
        // A store that keeps conditions of puts alone says so.
        if error.code == .unsupported {
          return try subject.expectEqual(try await subject.store.get("b"), Array("b".utf8), "bytes")
        }
        try subject.expectEqual(error.code, .conditionFailed, "error")
      }
      try subject.expectEqual(try await subject.store.get("b"), Array("b".utf8), "bytes")
      try await subject.store.copy(from: "a", to: "c", options: PutOptions(condition: .ifAbsent))
      try subject.expectEqual(try await subject.store.get("c"), Array("a".utf8), "bytes")
    },
  ]
}
