import Testing

@testable import Cryptography

@Test func randomBytesDifferFromCallToCall() throws {
  #expect(try SecureRandom.bytes(32) != SecureRandom.bytes(32))
  #expect(try SecureRandom.bytes(0).isEmpty)
}

@Test func theWholeBufferIsFilled() throws {
  // 4,096 bytes that all miss one value of the 256: one run in ten million.
  #expect(try Set(SecureRandom.bytes(4096)).count > 250)
  #expect(try Set(SecureRandom.bytes(4096).suffix(64)).count > 30)
}
