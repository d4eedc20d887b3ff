import Testing

@testable import Cryptography

/// The examples at the end of Bernstein's paper.
private let vectors: [(message: [UInt8], r: [UInt8], k: [UInt8], nonce: [UInt8], tag: String)] = [
  (
    bytes("f3f6"), bytes("851fc40c3467ac0be05cc20404f3f700"), bytes("ec074c835580741701425b623235add6"),
    bytes("fb447350c4e868c52ac3275cf9d4327e"), "f4c633c3044fc145f84f335cb81953de"
  ),
  (
    [], bytes("a0f3080000f46400d0c7e9076c834403"), bytes("75deaa25c09f208e1dc4ce6b5cad3fbf"),
    bytes("61ee09218d29b0aaed7e154a2c5509cc"), "dd3fab2251f11ac759f0887129cc2ee7"
  ),
  (
    bytes("663cea190ffb83d89593f3f476b6bc24d7e679107ea26adb8caf6652d0656136"),
    bytes("48443d0bb0d21109c89a100b5ce2c208"), bytes("6acb5f61a7176dd320c5c1eb2edcdc74"),
    bytes("ae212a55399729595dea458bc621ff0e"), "0ee1c16bb73f0f4fd19881753c01cdbe"
  ),
  (
    bytes(
      "ab0812724a7f1e342742cbed374d94d136c6b8795d45b3819830f2c04491faf0"
        + "990c62e48b8018b2c3e4a0fa3134cb67fa83e158c994d961c4cb21095c1bf9"),
    bytes("12976a08c4426d0ce8a82407c4f48207"), bytes("e1a5668a4d5b66a5f68cc5424ed5982d"),
    bytes("9ae831e743978d3a23527c7128149e3a"), "5154ad0d2cb26e01274fc51148491f1b"
  ),
]

private func authenticator(k: [UInt8], r: [UInt8]) throws -> Poly1305AES {
  try k.withUnsafeBytes { k in try r.withUnsafeBytes { try Poly1305AES(k: k, r: $0) } }
}

extension Poly1305AES {
  fileprivate func tag(nonce: [UInt8], message: [UInt8]) throws -> [UInt8] {
    var tag = [UInt8](repeating: 0, count: 16)
    try nonce.withUnsafeBytes { nonce in
      try message.withUnsafeBytes { message in
        try tag.withUnsafeMutableBytes { try self.tag(nonce: nonce, message: message, into: $0) }
      }
    }
    return tag
  }

  fileprivate func verify(_ tag: [UInt8], nonce: [UInt8], message: [UInt8]) throws -> Bool {
    try tag.withUnsafeBytes { tag in
      try nonce.withUnsafeBytes { nonce in
        try message.withUnsafeBytes { try verify(tag, nonce: nonce, message: $0) }
      }
    }
  }
}

@Test(arguments: vectors)
func tagIsThatOfThePaper(message: [UInt8], r: [UInt8], k: [UInt8], nonce: [UInt8], tag: String) throws {
  let authenticator = try authenticator(k: k, r: r)
  for _ in 0..<2 { #expect(try hex(authenticator.tag(nonce: nonce, message: message)) == tag) }
}

@Test func forbiddenBitsOfTheMultiplierAreCleared() throws {
  let (message, r, k, nonce, tag) = vectors[2]
  let forbidden = bytes("000000f0030000f0030000f0030000f0")
  let authenticator = try authenticator(k: k, r: zip(r, forbidden).map { $0 | $1 })
  #expect(try hex(authenticator.tag(nonce: nonce, message: message)) == tag)
}

@Test func anyFlippedBitIsNoticed() throws {
  let (message, r, k, nonce, tag) = vectors[0]
  let authenticator = try authenticator(k: k, r: r)
  let whole = bytes(tag)
  #expect(try authenticator.verify(whole, nonce: nonce, message: message))
  for bit in 0..<128 {
    var flipped = whole
    flipped[bit / 8] ^= 1 << (bit % 8)
    #expect(try !authenticator.verify(flipped, nonce: nonce, message: message))
  }
  #expect(try !authenticator.verify(whole, nonce: nonce, message: message + [0]))
}

@Test func wrongSizesOfKeysNoncesAndTagsAreRefused() throws {
  let (message, r, k, nonce, tag) = vectors[0]
  let mac = try authenticator(k: k, r: r)
  #expect(throws: CryptographyError.self) { try authenticator(k: k + [0], r: r) }
  #expect(throws: CryptographyError.self) { try authenticator(k: k, r: []) }
  #expect(throws: CryptographyError.self) { try mac.tag(nonce: [], message: message) }
  #expect(throws: CryptographyError.self) {
    try mac.verify(Array(bytes(tag).dropLast()), nonce: nonce, message: message)
  }
}
