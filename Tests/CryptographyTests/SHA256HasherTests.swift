import Testing

@testable import Cryptography

/// FIPS 180-2, appendix B, and the empty message.
private let vectors: [(message: String, digest: String)] = [
  ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  (
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  ),
]

@Test(arguments: vectors)
func digestIsThatOfTheStandard(message: String, digest: String) throws {
  let hasher = try SHA256Hasher()
  #expect(hasher.digest(of: Array(message.utf8)).hex == digest)
}

/// FIPS 180-2, appendix B.3; not among the arguments, which a test run prints.
@Test func digestOfAMillionLettersIsThatOfTheStandard() throws {
  let digest = try SHA256Hasher().digest(of: [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
  #expect(digest.hex == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
}

@Test func oneHasherServesManyMessagesInPiecesOrWhole() throws {
  let hasher = try SHA256Hasher()
  for (message, digest) in vectors + vectors.reversed() {
    for byte in message.utf8 { withUnsafeBytes(of: byte) { hasher.update($0) } }
    #expect(hasher.finish().hex == digest)
    #expect(hasher.digest(of: Array(message.utf8)).hex == digest)
  }
}

@Test func aWholeDigestDropsTheMessageBegunBefore() throws {
  let hasher = try SHA256Hasher()
  [1, 2, 3].withUnsafeBytes { hasher.update($0) }
  #expect(hasher.digest(of: Array("abc".utf8)).hex == vectors[1].digest)
  #expect(hasher.finish().hex == vectors[0].digest)
}
