import Cryptography
import Synchronization

/// Encrypts and decrypts the sectors of one volume, on any number of threads.
///
/// AES-256-XTS in sectors of 512 bytes, numbered from the start of the disk. A sector of zeros in the storage is one that
/// was never written, or was discarded, and is zeros to the reader as well.
final class VolumeCipher: Sendable {
  static let sector = 512

  // SAFETY: a cipher is in the list only while nobody uses it.
  private struct Ciphers: @unchecked Sendable {
    var free: [AES256XTS] = []
  }

  private let ciphers = Mutex(Ciphers())
  private let key: VolumeKey

  init(_ key: VolumeKey) {
    self.key = key
  }

  func encrypt(_ plain: IOSlice, to sealed: IOSlice, at offset: Int64) throws(CryptographyError) {
    try withCipher { cipher throws(CryptographyError) in
      try plain.withBytes { plain throws(CryptographyError) in
        try sealed.withBytes { sealed throws(CryptographyError) in
          try cipher.encrypt(UnsafeRawBufferPointer(plain), to: sealed, first: Self.number(offset), sector: Self.sector)
        }
      }
    }
  }

  /// In place; sectors of zeros stay as they are.
  func decrypt(_ slice: IOSlice, at offset: Int64) throws(CryptographyError) {
    try withCipher { cipher throws(CryptographyError) in
      try slice.withBytes { bytes throws(CryptographyError) in
        var position = 0
        while position < bytes.count {
          let isWritten = Self.isWritten(bytes, position)
          var end = position + Self.sector
          while end < bytes.count, Self.isWritten(bytes, end) == isWritten { end += Self.sector }
          if isWritten {
            let part = UnsafeMutableRawBufferPointer(rebasing: bytes[position..<end])
            let first = Self.number(offset + Int64(position))
            try cipher.decrypt(UnsafeRawBufferPointer(part), to: part, first: first, sector: Self.sector)
          }
          position = end
        }
      }
    }
  }

  private static func number(_ offset: Int64) -> UInt64 { UInt64(offset) / UInt64(sector) }

  private static func isWritten(_ bytes: UnsafeMutableRawBufferPointer, _ position: Int) -> Bool {
    // Nearly every sector that was written shows it in its first word.
    for word in stride(from: position, to: position + sector, by: 8)
    where bytes.loadUnaligned(fromByteOffset: word, as: UInt64.self) != 0 { return true }
    return false
  }

  private func withCipher(_ body: (AES256XTS) throws(CryptographyError) -> Void) throws(CryptographyError) {
    let free = ciphers.withLock { ciphers in Ciphers(free: ciphers.free.popLast().map { [$0] } ?? []) }
    let cipher = if let cipher = free.free.first { cipher } else { try key.cipher() }
    let used = Ciphers(free: [cipher])
    defer { ciphers.withLock { $0.free += used.free } }
    try body(cipher)
  }
}
