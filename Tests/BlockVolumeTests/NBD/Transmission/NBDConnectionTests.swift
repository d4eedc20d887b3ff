import Testing

@testable import BlockVolume

/// What goes over a connection, answered at once or by a task.
@Suite struct NBDConnectionTests {
  enum Way: CaseIterable { case atOnce, byTasks }

  @Test(arguments: Way.allCases)
  func whatIsWrittenIsRead(way: Way) async throws {
    try await withAddress(way) { address in
      try await blocking {
        let client = try NBDTestClient.using(at: address)
        let bytes = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 >> 9 | 1) }
        try client.request(NBDRequest(.write, cookie: 5, offset: 1 << 20, length: 1 << 20), bytes)
        #expect(try client.simpleReply() == NBDSimpleReply(5))
        #expect(try client.read(1 << 20..<2 << 20).bytes == bytes)
        #expect(try client.read((1 << 20) + 3..<(1 << 20) + 1000).bytes == Array(bytes[3..<1000]))
        let plain = try NBDTestClient.using(at: address, isStructured: false)
        try plain.request(NBDRequest(.read, cookie: 6, offset: 1 << 20, length: 1 << 20))
        #expect(try plain.simpleReply() == NBDSimpleReply(6))
        #expect(try plain.receive(1 << 20) == bytes)
      }
    }
  }

  @Test(arguments: Way.allCases)
  func zerosAreAHoleUnlessTheClientCannotKnow(way: Way) async throws {
    try await withAddress(way) { address in
      try await blocking {
        let client = try NBDTestClient.using(at: address)
        #expect(try client.read(0..<4096).kinds == [.hole])
        #expect(try client.read(0..<4096).bytes == [UInt8](repeating: 0, count: 4096))
        try client.request(NBDRequest(.write, cookie: 5, length: 512), [UInt8](repeating: 1, count: 512))
        #expect(try client.simpleReply() == NBDSimpleReply(5))
        #expect(try client.read(0..<4096).kinds == [.data])
        let plain = try NBDTestClient.using(at: address, isStructured: false)
        try plain.request(NBDRequest(.read, cookie: 6, offset: 512, length: 512))
        #expect(try plain.simpleReply() == NBDSimpleReply(6))
        #expect(try plain.receive(512) == [UInt8](repeating: 0, count: 512))
      }
    }
  }

  @Test(arguments: Way.allCases)
  func aReadThatMustNotBeFragmentedIsOneChunk(way: Way) async throws {
    try await withAddress(way) { address in
      try await blocking {
        let client = try NBDTestClient.using(at: address)
        try client.request(
          NBDRequest(.write, cookie: 1, length: 2 << 20), [UInt8](repeating: 7, count: 2 << 20))
        #expect(try client.simpleReply() == NBDSimpleReply(1))
        #expect(try client.read(0..<2 << 20, .dontFragment).kinds == [.data])
      }
    }
  }

  @Test(arguments: Way.allCases)
  func whatIsRefusedLeavesTheConnectionInStep(way: Way) async throws {
    try await withAddress(way) { address in
      try await blocking {
        let client = try NBDTestClient.using(at: address)
        let long = NBDLimits().largest + 512
        for (request, number) in [
          (NBDRequest(.write, cookie: 1, offset: 4 << 20, length: 512), .noSpace),
          (NBDRequest(.write, cookie: 1, offset: 1, length: 512), .invalid),
          (NBDRequest(.write, .onlyOne, cookie: 1, length: 1 << 20), .invalid),
          (NBDRequest(.write, cookie: 1, length: UInt32(long)), .invalid),
          (NBDRequest(.read, cookie: 1, offset: .max, length: 512), .invalid),
        ] as [(NBDRequest, NBDErrorNumber)] {
          try client.request(request, [UInt8](repeating: 7, count: request.payload))
          #expect(try client.refusal().number == number)
        }
        try client.request(NBDRequest(.flush, cookie: 2))
        #expect(try client.simpleReply() == NBDSimpleReply(2))
        #expect(try client.read(0..<512).bytes == [UInt8](repeating: 0, count: 512))
        let plain = try NBDTestClient.using(at: address, isStructured: false)
        try plain.request(NBDRequest(.read, cookie: 3, offset: 4 << 20, length: 512))
        #expect(try plain.simpleReply() == NBDSimpleReply(3, .invalid))
      }
    }
  }

  @Test(arguments: Way.allCases)
  func emptyRequestsAreAnswered(way: Way) async throws {
    try await withAddress(way) { address in
      try await blocking {
        let client = try NBDTestClient.using(at: address)
        try client.request(NBDRequest(.read, cookie: 1, offset: 512))
        let head = try client.chunk().head
        #expect(head.kind == .none && head.isLast && head.cookie == 1)
        for kind in [.write, .trim, .writeZeroes, .cache] as [NBDRequest.Kind] {
          try client.request(NBDRequest(kind, cookie: 2))
          #expect(try client.simpleReply() == NBDSimpleReply(2))
        }
      }
    }
  }

  @Test(arguments: Way.allCases)
  func zeroesAndTrimsMakeHoles(way: Way) async throws {
    try await withAddress(way) { address in
      try await blocking {
        let client = try NBDTestClient.using(at: address)
        try client.request(NBDRequest(.write, cookie: 1, length: 1 << 20), [UInt8](repeating: 7, count: 1 << 20))
        #expect(try client.simpleReply() == NBDSimpleReply(1))
        try client.request(NBDRequest(.writeZeroes, .forceUnitAccess, cookie: 2, offset: 4096, length: 4096))
        #expect(try client.simpleReply() == NBDSimpleReply(2))
        try client.request(NBDRequest(.trim, cookie: 3, offset: 65536, length: 65536))
        #expect(try client.simpleReply() == NBDSimpleReply(3))
        try client.request(NBDRequest(.blockStatus, cookie: 4, length: 1 << 20))
        let (head, payload) = try client.chunk()
        #expect(head.kind == .status && head.isLast)
        let extents: [[UInt32]] = [[4096, 0], [4096, 3], [57344, 0], [65536, 3], [(1 << 20) - 131072, 0]]
        #expect(payload == bytes([NBDSession.allocationContext] + extents.flatMap { $0 }))
        try client.request(NBDRequest(.blockStatus, .onlyOne, cookie: 5, offset: 5000, length: 1 << 20))
        #expect(try client.chunk().payload == bytes([NBDSession.allocationContext, 3192, 3]))
      }
    }
  }

  @Test(arguments: Way.allCases)
  func manyRequestsInOneBreathAreAllAnswered(way: Way) async throws {
    try await withAddress(way) { address in
      try await blocking {
        let client = try NBDTestClient.using(at: address, isStructured: false)
        var bytes: [UInt8] = []
        for number in 0..<1000 as Range<UInt64> {
          NBDRequest(.write, cookie: number, offset: number * 512, length: 512).encode(into: &bytes)
          bytes += [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 512)
        }
        try client.send(bytes)
        let cookies = try (0..<1000).map { _ in try client.simpleReply().cookie }
        #expect(cookies.sorted() == Array(0..<1000))
        try client.request(NBDRequest(.read, cookie: 1, length: 512_000))
        _ = try client.simpleReply()
        let read = try client.receive(512_000)
        #expect((0..<1000).allSatisfy { read[$0 * 512 + 511] == UInt8(truncatingIfNeeded: $0) })
      }
    }
  }

  private func bytes(_ numbers: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    for number in numbers { bytes.append(bigEndian: number) }
    return bytes
  }

  private func withAddress(_ way: Way, _ body: @escaping (NBDAddress) async throws -> Void) async throws {
    try await withSparseFile(4 << 20) { device, _ in
      let served: any BlockDevice = way == .atOnce ? device : TaskOnlyDevice(device)
      try await withServer([NBDExport("disk", served)]) { _, address in try await body(address) }
    }
  }
}
