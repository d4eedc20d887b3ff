package import Cryptography
import Secrets

/// Encrypts and authenticates, and the reverse, in the form of `SealedForm`. For one thread at a time.
package final class Sealer {
  /// How much longer sealed is than plain, in bytes.
  package static var overhead: Int { SealedForm.overhead }

  private let cipher: AES256CTR
  private let authenticator: Poly1305AES
  /// Fresh random bytes, drawn for many IVs at once.
  private let randomness: UnsafeMutableRawBufferPointer
  private var nextIV: Int

  package init(_ key: MasterKey) throws(CryptographyError) {
    do {
      (cipher, authenticator) = try key.bytes.withBytes { bytes in
        (
          try AES256CTR(key: UnsafeRawBufferPointer(rebasing: bytes[MasterKey.encryptionPart])),
          try Poly1305AES(
            k: UnsafeRawBufferPointer(rebasing: bytes[MasterKey.macKPart]),
            r: UnsafeRawBufferPointer(rebasing: bytes[MasterKey.macRPart]))
        )
      }
    } catch let error as CryptographyError {
      throw error
    } catch {
      throw CryptographyError(.failed, "\(error)", location: "sealer")
    }
    randomness = .allocate(byteCount: 256 * SealedForm.ivLength, alignment: 16)
    nextIV = randomness.count
  }

  deinit { randomness.deallocate() }

  /// Writes `plaintext`, sealed, to the start of `output`, and returns its length there.
  ///
  /// `plaintext` may lie in `output` already, beginning at byte 16.
  package func seal(
    _ plaintext: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(CryptographyError) -> Int {
    let length = plaintext.count + SealedForm.overhead
    guard output.count >= length else {
      throw CryptographyError(
        .invalidArgument, "\(length) bytes do not fit into a buffer of \(output.count)", location: "sealer")
    }
    if nextIV == randomness.count {
      try SecureRandom.fill(randomness)
      nextIV = 0
    }
    let macStart = length - SealedForm.macLength
    let iv = UnsafeMutableRawBufferPointer(rebasing: output[..<SealedForm.ivLength])
    let ciphertext = UnsafeMutableRawBufferPointer(rebasing: output[SealedForm.ivLength..<macStart])
    let mac = UnsafeMutableRawBufferPointer(rebasing: output[macStart..<length])
    iv.copyMemory(from: UnsafeRawBufferPointer(rebasing: randomness[nextIV..<nextIV + SealedForm.ivLength]))
    nextIV += SealedForm.ivLength
    try cipher.apply(iv: UnsafeRawBufferPointer(iv), input: plaintext, output: ciphertext)
    try authenticator.tag(
      nonce: UnsafeRawBufferPointer(iv), message: UnsafeRawBufferPointer(ciphertext), into: mac)
    return length
  }

  /// Writes the plaintext of `sealed` to the start of `output` and returns its length; `nil` when the MAC does not fit
  /// the bytes. `output` may be the memory of `sealed` from byte 16 on.
  package func open(
    _ sealed: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(CryptographyError) -> Int? {
    guard sealed.count >= SealedForm.overhead else { return nil }
    let macStart = sealed.count - SealedForm.macLength
    let iv = UnsafeRawBufferPointer(rebasing: sealed[..<SealedForm.ivLength])
    let ciphertext = UnsafeRawBufferPointer(rebasing: sealed[SealedForm.ivLength..<macStart])
    let mac = UnsafeRawBufferPointer(rebasing: sealed[macStart...])
    guard try authenticator.verify(mac, nonce: iv, message: ciphertext) else { return nil }
    try cipher.apply(iv: iv, input: ciphertext, output: output)
    return ciphertext.count
  }
}
