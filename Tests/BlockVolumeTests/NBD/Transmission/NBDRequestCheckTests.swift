import Testing

@testable import BlockVolume

@Suite struct NBDRequestCheckTests {
  @Test(
    arguments: [
      (NBDRequest(.read, cookie: 1, offset: 1, length: 7), .read(1..<8, isWhole: false)),
      (NBDRequest(.read, .dontFragment, cookie: 1, length: 512), .read(0..<512, isWhole: true)),
      (NBDRequest(.read, cookie: 1, offset: 1 << 20, length: 0), .read(1 << 20..<1 << 20, isWhole: false)),
      (NBDRequest(.write, cookie: 1, offset: 512, length: 1024), .write(512..<1536, .ordinary)),
      (NBDRequest(.write, .forceUnitAccess, cookie: 1, length: 512), .write(0..<512, .durable)),
      (NBDRequest(.writeZeroes, cookie: 1, length: 512), .zero(0..<512, .released, .ordinary)),
      (
        NBDRequest(.writeZeroes, [.noHole, .fastZero, .forceUnitAccess], cookie: 1, length: 512),
        .zero(0..<512, .kept, .durable)
      ),
      (NBDRequest(.trim, cookie: 1, offset: 100, length: 1024), .zero(512..<1024, .released, .ordinary)),
      (NBDRequest(.trim, cookie: 1, offset: 513, length: 3), .zero(1024..<1024, .released, .ordinary)),
      (NBDRequest(.flush, .forceUnitAccess, cookie: 1), .flush),
      (NBDRequest(.cache, cookie: 1, offset: 3, length: 4), .cache(3..<7)),
      (NBDRequest(.cache, cookie: 1, offset: 3, length: 100_000), .cache(3..<65539)),
      (NBDRequest(.blockStatus, cookie: 1, length: 9), .status(0..<9, limit: NBDRequestCheck.mostExtents)),
      (NBDRequest(.blockStatus, .onlyOne, cookie: 1, length: 9), .status(0..<9, limit: 1)),
      (NBDRequest(.disconnect, cookie: 1), .disconnect),
    ] as [(NBDRequest, NBDOperation)])
  func whatIsAllowed(request: NBDRequest, operation: NBDOperation) throws {
    #expect(try check().operation(request) == operation)
  }

  @Test(
    arguments: [
      (NBDRequest(.read, cookie: 1, offset: 1 << 20, length: 1), .invalid),
      (NBDRequest(.read, cookie: 1, offset: .max, length: .max), .invalid),
      (NBDRequest(.read, cookie: 1, offset: UInt64(Int64.max), length: 1), .invalid),
      (NBDRequest(.read, cookie: 1, length: 65537), .invalid),
      (NBDRequest(.read, .noHole, cookie: 1, length: 1), .invalid),
      (NBDRequest(.write, cookie: 1, offset: (1 << 20) - 512, length: 1024), .noSpace),
      (NBDRequest(.write, cookie: 1, offset: 1, length: 512), .invalid),
      (NBDRequest(.write, cookie: 1, offset: 0, length: 511), .invalid),
      (NBDRequest(.write, .dontFragment, cookie: 1, length: 512), .invalid),
      (NBDRequest(.writeZeroes, cookie: 1, offset: 1 << 20, length: 512), .noSpace),
      (NBDRequest(.writeZeroes, cookie: 1, length: 100), .invalid),
      (NBDRequest(.trim, cookie: 1, offset: 1 << 20, length: 512), .invalid),
      (NBDRequest(.trim, .init(rawValue: 0x8000), cookie: 1, length: 512), .invalid),
      (NBDRequest(.cache, .noHole, cookie: 1, length: 512), .invalid),
      (NBDRequest(.blockStatus, cookie: 1, length: 0), .invalid),
      (NBDRequest(.blockStatus, cookie: 1, offset: 1 << 20, length: 1), .invalid),
      (NBDRequest(.flush, .onlyOne, cookie: 1), .invalid),
    ] as [(NBDRequest, NBDErrorNumber)])
  func whatIsRefused(request: NBDRequest, number: NBDErrorNumber) {
    #expect(refusal(check(), request) == number)
  }

  @Test(arguments: [8, 9, 255, .max] as [UInt16])
  func unknownKindsAreRefused(kind: UInt16) {
    var request = NBDRequest(.read, cookie: 1)
    request.kind = kind
    #expect(refusal(check(), request) == .invalid)
  }

  @Test(arguments: [.write, .writeZeroes, .trim] as [NBDRequest.Kind])
  func aReadOnlyExportIsNotChanged(kind: NBDRequest.Kind) {
    var check = check()
    check.isReadOnly = true
    #expect(refusal(check, NBDRequest(kind, cookie: 1, length: 512)) == .notPermitted)
  }

  @Test func whatWasNotNegotiatedIsRefused() {
    var check = check()
    check.session.hasAllocationContext = false
    #expect(refusal(check, NBDRequest(.blockStatus, cookie: 1, length: 512)) == .invalid)
    check.session.hasStructuredReplies = false
    #expect(refusal(check, NBDRequest(.read, .dontFragment, cookie: 1, length: 512)) == .invalid)
  }

  private func check() -> NBDRequestCheck {
    var session = NBDSession(export: Array("disk".utf8))
    session.hasStructuredReplies = true
    session.hasAllocationContext = true
    return NBDRequestCheck(size: 1 << 20, block: 512, isReadOnly: false, largest: 65536, session: session)
  }

  private func refusal(_ check: NBDRequestCheck, _ request: NBDRequest) -> NBDErrorNumber? {
    do throws(NBDRefusal) {
      _ = try check.operation(request)
      return nil
    } catch {
      return error.number
    }
  }
}
