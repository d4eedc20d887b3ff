import Testing

@testable import BlockVolume

/// Clients that do not keep to the protocol are let go; another one that is connected meanwhile does not notice.
@Suite struct NBDHostileClientsTests {
  @Test(
    arguments: [
      Array("GET / HTTP/1.1\r\nHost: disk\r\n\r\n".utf8), [0xff, 0xff, 0xff, 0xff],
      [0, 0, 0, 3] + Array("IHAVEOPT".utf8) + [0, 0, 0, 7, 0xff, 0xff, 0xff, 0xff],
      [0, 0, 0, 3] + [UInt8](repeating: 0, count: 16),
      [0, 0, 0, 3] + Array("IHAVEOPT".utf8) + [0, 0, 0, 1, 0, 0, 0, 4] + Array("none".utf8),
    ] as [[UInt8]])
  func inTheHandshake(bytes: [UInt8]) async throws {
    try await withWitness { address in
      let client = try NBDTestClient(address)
      _ = try client.receive(NBDGreeting.size)
      try client.send(bytes)
      #expect(try client.isLetGo())
    }
  }

  @Test func aFloodOfOptions() async throws {
    try await withWitness { address in
      let client = try NBDTestClient(address)
      try client.greet()
      var answers = 0
      while (try? client.option(.list)) != nil { answers += 1 }
      #expect(answers == NBDHandshake.mostOptions)
    }
  }

  @Test func anotherMagicNumberInARequest() async throws {
    try await withWitness { address in
      let client = try NBDTestClient.using(at: address)
      try client.send([UInt8](repeating: 0x25, count: NBDRequest.size))
      #expect(try client.isLetGo())
    }
  }

  @Test func aWriteThatIsLongerThanAny() async throws {
    try await withWitness { address in
      let client = try NBDTestClient.using(at: address)
      try client.request(NBDRequest(.write, cookie: 1, length: .max))
      #expect(try client.isLetGo())
    }
  }

  @Test func aClientThatGoesInTheMiddleOfAWrite() async throws {
    try await withWitness { address in
      for isStructured in [true, false] {
        let client = try NBDTestClient.using(at: address, isStructured: isStructured)
        try client.request(NBDRequest(.write, cookie: 1, length: 1 << 20), [UInt8](repeating: 1, count: 1000))
      }
    }
  }

  @Test func noiseBehindTheHandshake() async throws {
    try await withWitness { address in
      var noise = SystemRandomNumberGenerator()
      for _ in 0..<50 {
        let client = try NBDTestClient.using(at: address)
        var bytes: [UInt8] = []
        NBDRequest(.flush, cookie: 1).encode(into: &bytes)
        try client.send(bytes)
        #expect(try client.simpleReply() == NBDSimpleReply(1))
        try client.send((0..<64).map { _ in UInt8.random(in: .min ... .max, using: &noise) })
        #expect(try client.isLetGo())
      }
    }
  }

  @Test func whoeverSaysNothingIsLetGoInTime() async throws {
    var limits = NBDLimits()
    limits.handshake = .milliseconds(50)
    try await withWitness(limits) { address in
      let client = try NBDTestClient(address)
      _ = try client.receive(NBDGreeting.size)
      #expect(try client.isLetGo())
      let slow = try NBDTestClient(address)
      try slow.greet()
      try slow.send(Array("IHAV".utf8))
      #expect(try slow.isLetGo())
    }
  }

  @Test func thereAreNoMoreConnectionsThanGranted() async throws {
    var limits = NBDLimits()
    limits.connections = 2
    try await withWitness(limits) { address in
      do {
        let second = try NBDTestClient.using(at: address)
        #expect(try NBDTestClient(address).isLetGo())
        #expect(try second.read(0..<512).bytes.count == 512)
      }
      // The place is free again once the server has noticed.
      while (try? NBDTestClient.using(at: address)) == nil {}
    }
  }

  /// Another client works before and after, on the same connection.
  private func withWitness(
    _ limits: NBDLimits = NBDLimits(), _ body: @escaping @Sendable (NBDAddress) throws -> Void
  ) async throws {
    try await withServer([NBDExport("disk", GatedDevice(size: 1 << 20, isOpen: true))], limits) { _, address in
      try await blocking {
        let witness = try NBDTestClient.using(at: address)
        #expect(try witness.read(0..<512).bytes == [UInt8](repeating: 0xa5, count: 512))
        try body(address)
        #expect(try witness.read(512..<1 << 20).bytes.count == (1 << 20) - 512)
      }
    }
  }
}
