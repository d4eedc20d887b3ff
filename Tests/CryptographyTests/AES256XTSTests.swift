import Testing

@testable import Cryptography

/// IEEE 1619-2007, annex B, vector 10: data unit 0xff, 512 bytes that count up twice.
private let key = bytes(
  "2718281828459045235360287471352662497757247093699959574966967627"
    + "3141592653589793238462643383279502884197169399375105820974944592")
private let plaintext = (0..<512).map { UInt8(truncatingIfNeeded: $0) }
private let start = bytes("1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b")

private func apply(_ isEncrypting: Bool, _ input: [UInt8], first: UInt64, sector: Int = 512) throws -> [UInt8] {
  let cipher = try key.withUnsafeBytes { try AES256XTS(key: $0) }
  var output = [UInt8](repeating: 0, count: input.count)
  try input.withUnsafeBytes { input in
    try output.withUnsafeMutableBytes {
      isEncrypting
        ? try cipher.encrypt(input, to: $0, first: first, sector: sector)
        : try cipher.decrypt(input, to: $0, first: first, sector: sector)
    }
  }
  return output
}

@Test func aSectorIsAsTheStandardSays() throws {
  let sealed = try apply(true, plaintext, first: 0xff)
  #expect(Array(sealed.prefix(start.count)) == start)
  #expect(try apply(false, sealed, first: 0xff) == plaintext)
}

@Test func sectorsAreNumberedFromTheFirstOn() throws {
  let sealed = try apply(true, plaintext + plaintext, first: 0xfe)
  #expect(try Array(sealed.suffix(512)) == apply(true, plaintext, first: 0xff))
  #expect(sealed.prefix(512) != sealed.suffix(512))
}

@Test func aKeyOfTwoLikeHalvesAndBrokenSectorsAreRefused() throws {
  let half = key.prefix(32)
  #expect(throws: CryptographyError.self) { try Array(half + half).withUnsafeBytes { try AES256XTS(key: $0) } }
  #expect(throws: CryptographyError.self) { try half.withUnsafeBytes { try AES256XTS(key: $0) } }
  #expect(throws: CryptographyError.self) { try apply(true, Array(plaintext.dropLast()), first: 0) }
}
