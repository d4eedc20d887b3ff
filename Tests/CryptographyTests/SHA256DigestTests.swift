import Testing

@testable import Cryptography

@Test func hexadecimalComesBackLowerCase() throws {
  let text = String(repeating: "0fA9", count: 16)
  let digest = try #require(SHA256Digest(hex: text))
  #expect(digest.hex == text.lowercased())
  #expect(SHA256Digest(hex: text.dropLast()) == nil)
  #expect(SHA256Digest(hex: text.dropLast() + "g") == nil)
}
