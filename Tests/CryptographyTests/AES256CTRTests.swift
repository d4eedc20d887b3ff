import Testing

@testable import Cryptography

/// NIST SP 800-38A, F.5.5.
private let key = bytes("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")
private let iv = bytes("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
private let plaintext = bytes(
  "6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51"
    + "30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710")
private let ciphertext = bytes(
  "601ec313775789a5b7a7f504bbf3d228 f443e3ca4d62b59aca84e990cacaf5c5"
    + "2b0930daa23de94ce87017ba2d84988d dfc9c58db67aada613c2dd08457941a6")

private func apply(_ cipher: AES256CTR, _ iv: [UInt8], _ input: [UInt8], room: Int? = nil) throws -> [UInt8] {
  var output = [UInt8](repeating: 0, count: room ?? input.count)
  try iv.withUnsafeBytes { iv in
    try input.withUnsafeBytes { input in
      try output.withUnsafeMutableBytes { try cipher.apply(iv: iv, input: input, output: $0) }
    }
  }
  return output
}

@Test func oneKeyServesManyMessagesOfEveryLength() throws {
  let cipher = try key.withUnsafeBytes { try AES256CTR(key: $0) }
  for count in 0...plaintext.count {
    #expect(try apply(cipher, iv, Array(plaintext.prefix(count))) == Array(ciphertext.prefix(count)))
    #expect(try apply(cipher, iv, Array(ciphertext.prefix(count))) == Array(plaintext.prefix(count)))
  }
}

@Test func encryptsInPlace() throws {
  let cipher = try key.withUnsafeBytes { try AES256CTR(key: $0) }
  var message = plaintext
  try iv.withUnsafeBytes { iv in
    try message.withUnsafeMutableBytes { try cipher.apply(iv: iv, input: UnsafeRawBufferPointer($0), output: $0) }
  }
  #expect(message == ciphertext)
}

@Test func theCounterCarriesOverAllSixteenBytes() throws {
  let cipher = try key.withUnsafeBytes { try AES256CTR(key: $0) }
  let zeros = [UInt8](repeating: 0, count: 32)
  let wrapped = try apply(cipher, [UInt8](repeating: 0xff, count: 16), zeros)
  #expect(try Array(wrapped.suffix(16)) == Array(apply(cipher, zeros.suffix(16), zeros).prefix(16)))
}

@Test func wrongSizesAreRefused() throws {
  let cipher = try key.withUnsafeBytes { try AES256CTR(key: $0) }
  #expect(throws: CryptographyError.self) { try apply(cipher, Array(iv.dropLast()), plaintext) }
  #expect(throws: CryptographyError.self) { try apply(cipher, iv, plaintext, room: plaintext.count - 1) }
  #expect(throws: CryptographyError.self) { try key.dropLast().withUnsafeBytes { try AES256CTR(key: $0) } }
}
