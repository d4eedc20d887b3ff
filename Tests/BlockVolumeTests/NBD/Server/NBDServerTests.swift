import Testing

@testable import BlockVolume

@Suite struct NBDServerTests {
  @Test func repliesGoOutAsTheyAreReady() async throws {
    let device = GatedDevice()
    try await withServer([NBDExport("disk", device)]) { _, address in
      let client = try await blocking {
        let client = try NBDTestClient.using(at: address)
        for number in 0..<3 as Range<UInt64> {
          try client.request(NBDRequest(.read, cookie: number, offset: number * 4096, length: 4096))
        }
        return client
      }
      await device.waitForReads(3)
      for number in [2, 0, 1] as [UInt64] {
        device.release(Int64(number) * 4096)
        #expect(try await blocking { try client.chunk().head.cookie } == number)
      }
    }
  }

  @Test(arguments: [(3, 1 << 30, 3), (100, 8192, 2), (100, 100, 1)])
  func noMoreRequestsAreUnderWayThanGranted(requests: Int, bytes: Int, expected: Int) async throws {
    let device = GatedDevice()
    var limits = NBDLimits()
    (limits.requests, limits.bytes) = (requests, bytes)
    try await withServer([NBDExport("disk", device)], limits) { _, address in
      let client = try await blocking {
        let client = try NBDTestClient.using(at: address)
        for number in 0..<10 as Range<UInt64> {
          try client.request(NBDRequest(.read, cookie: number, offset: number * 4096, length: 4096))
        }
        return client
      }
      await device.waitForReads(expected)
      device.open()
      let cookies = try await blocking { try (0..<10).map { _ in try client.chunk().head.cookie } }
      #expect(cookies.sorted() == Array(0..<10))
      #expect(device.mostAtOnce == expected)
    }
  }

  @Test func stopAnswersWhatIsUnderWayFlushesAndListensNoMore() async throws {
    let device = GatedDevice()
    let server = try NBDServer(exports: [NBDExport("disk", device)])
    let address = try server.listen(on: .tcp(host: "127.0.0.1", port: 0))
    let client = try await blocking {
      let client = try NBDTestClient.using(at: address)
      try client.request(NBDRequest(.read, cookie: 9, length: 4096))
      return client
    }
    await device.waitForReads(1)
    async let stopped: Void = server.stop()
    // Only the end of listening tells that the stop has begun.
    try await blocking {
      while (try? NBDTestClient(address).greet()) != nil {}
    }
    #expect(device.flushes == 0)
    device.open()
    let cookie = try await blocking { try client.chunk().head.cookie }
    #expect(cookie == 9)
    #expect(try await blocking { try client.isLetGo() })
    try await stopped
    #expect(device.flushes == 1)
    #expect(server.connections == 0)
    #expect(throws: BlockError.self) { try server.listen(on: .tcp(host: "127.0.0.1", port: 0)) }
  }

  @Test func aClientThatTakesNoAnswersDoesNotHoldUpAStop() async throws {
    let server = try NBDServer(exports: [NBDExport("disk", GatedDevice(size: 16 << 20, isOpen: true))])
    let address = try server.listen(on: .tcp(host: "127.0.0.1", port: 0))
    let client = try await blocking {
      let client = try NBDTestClient.using(at: address)
      for number in 0..<16 as Range<UInt64> {
        try client.request(NBDRequest(.read, cookie: number, length: 16 << 20))
      }
      _ = try client.receive(1)
      return client
    }
    try await server.stop(grace: .milliseconds(1))
    #expect(server.connections == 0)
    withExtendedLifetime(client) {}
  }

  @Test func exportsComeAndGoWhileOthersAreUsed() async throws {
    let (first, second) = (GatedDevice(isOpen: true), GatedDevice(isOpen: true))
    try await withServer([NBDExport("first", first), NBDExport("second", second)]) { server, address in
      let (kept, gone) = try await blocking {
        (try NBDTestClient.using("first", at: address), try NBDTestClient.using("second", at: address))
      }
      try await server.update(exports: [NBDExport("first", first), NBDExport("third", second)], standard: "third")
      try await blocking {
        #expect(try gone.isLetGo())
        #expect(try kept.read(0..<512).bytes == [UInt8](repeating: 0xa5, count: 512))
        #expect(throws: NBDTestClient.Failure.self) { try NBDTestClient.using("second", at: address) }
        #expect(try NBDTestClient.using(at: address).read(0..<512).bytes.count == 512)
        let lister = try NBDTestClient(address)
        try lister.greet()
        #expect(
          try lister.option(.list).dropLast().map { $0.data.dropFirst(4) } == [
            Array("first".utf8)[...], Array("third".utf8)[...],
          ])
      }
    }
  }

  @Test func anExportThatBecomesReadOnlyIsAnother() async throws {
    let device = GatedDevice(isOpen: true)
    try await withServer([NBDExport("disk", device)]) { server, address in
      let client = try await blocking { try NBDTestClient.using(at: address) }
      try await server.update(exports: [NBDExport("disk", device, isReadOnly: true)])
      try await blocking {
        #expect(try client.isLetGo())
        let reader = try NBDTestClient.using(at: address)
        try reader.request(NBDRequest(.write, cookie: 1, length: 512), [UInt8](repeating: 1, count: 512))
        #expect(try reader.refusal().number == .notPermitted)
      }
    }
  }

  @Test func durabilityIsAsTheClientAsks() async throws {
    let device = GatedDevice(isOpen: true)
    try await withServer([NBDExport("disk", device)]) { _, address in
      try await blocking {
        let client = try NBDTestClient.using(at: address)
        let bytes = [UInt8](repeating: 1, count: 512)
        try client.request(NBDRequest(.write, cookie: 1, length: 512), bytes)
        #expect(try client.simpleReply() == NBDSimpleReply(1))
        #expect(device.durableWrites == 0)
        try client.request(NBDRequest(.write, .forceUnitAccess, cookie: 2, length: 512), bytes)
        #expect(try client.simpleReply() == NBDSimpleReply(2))
        #expect(device.durableWrites == 1)
        #expect(device.flushes == 0)
        try client.request(NBDRequest(.flush, cookie: 3))
        #expect(try client.simpleReply() == NBDSimpleReply(3))
        #expect(device.flushes == 1)
      }
    }
  }

  @Test func theClientIsToldWhatIsWrongWithTheDevice() async throws {
    let device = GatedDevice(isOpen: true)
    device.fail(with: BlockError(.fenced, "another host has the volume", location: "disk"))
    try await withServer([NBDExport("disk", device)]) { _, address in
      try await blocking {
        let client = try NBDTestClient.using(at: address)
        try client.request(NBDRequest(.read, cookie: 1, length: 512))
        let refusal = try client.refusal()
        #expect(refusal.number == .inputOutput)
        #expect(refusal.message == "another host has the volume")
        device.fail(with: nil)
        #expect(try client.read(0..<512).bytes.count == 512)
      }
    }
  }

  @Test func extentsAreAsManyAsWanted() async throws {
    try await withServer([NBDExport("disk", GatedDevice(isOpen: true))]) { _, address in
      try await blocking {
        let client = try NBDTestClient.using(at: address)
        try client.request(NBDRequest(.blockStatus, cookie: 1, length: 1 << 20))
        #expect(try client.chunk().payload.count == 4 + 8 * NBDRequestCheck.mostExtents)
        try client.request(NBDRequest(.blockStatus, .onlyOne, cookie: 1, length: 1 << 20))
        #expect(try client.chunk().payload.count == 4 + 8)
      }
    }
  }

  @Test func wrongTablesOfExportsAreRefused() {
    let device = GatedDevice()
    #expect(throws: BlockError.self) {
      try NBDServer(exports: [NBDExport("disk", device), NBDExport("disk", device)])
    }
    #expect(throws: BlockError.self) { try NBDServer(exports: [NBDExport("", device)]) }
    #expect(throws: BlockError.self) {
      try NBDServer(exports: [NBDExport(String(repeating: "n", count: 4097), device)])
    }
    #expect(throws: BlockError.self) { try NBDServer(exports: [NBDExport("disk", device)], standard: "other") }
  }
}
