import Testing

@testable import Cryptography

/// RFC 5869, appendix A, cases 1 to 3.
private let vectors: [(secret: [UInt8], salt: [UInt8], info: [UInt8], key: String)] = [
  (
    [UInt8](repeating: 0x0b, count: 22), Array(0...0x0c), Array(0xf0...0xf9),
    "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
  ),
  (
    Array(0...0x4f), Array(0x60...0xaf), Array(0xb0...0xff),
    "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
      + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
  ),
  (
    [UInt8](repeating: 0x0b, count: 22), [], [],
    "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
  ),
]

@Test(arguments: vectors)
func derivedKeyIsThatOfRFC5869(secret: [UInt8], salt: [UInt8], info: [UInt8], key: String) throws {
  #expect(try hex(HKDF.derive(secret: secret, salt: salt, info: info, count: key.count / 2)) == key)
}

@Test func extractedKeyIsThatOfRFC5869() throws {
  let key = try vectors[0].secret.withUnsafeBytes { secret in
    try vectors[0].salt.withUnsafeBytes { try HKDF.extract(secret: secret, salt: $0) }
  }
  #expect(key.hex == "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")
}

@Test func everyLengthUpToTheLimitIsAPrefixOfTheNext() throws {
  let longest = try HKDF.derive(secret: [1], salt: [2], info: [3], count: 8160)
  for count in [0, 1, 31, 32, 33, 8159] {
    #expect(try HKDF.derive(secret: [1], salt: [2], info: [3], count: count) == Array(longest.prefix(count)))
  }
  #expect(throws: CryptographyError.self) { try HKDF.derive(secret: [1], salt: [2], info: [3], count: 8161) }
}
