import Cryptography

/// A disk whose storage holds nothing but noise and zeros.
///
/// Each sector is encrypted by itself (AES-256-XTS), as dm-crypt does with `aes-xts-plain64`. Sectors that were never
/// written or were discarded stay holes below, and show as such to whoever sees the storage.
public final class EncryptedDevice: BlockDevice {
  private let lower: any BlockDevice
  private let cipher: VolumeCipher

  public var name: String { lower.name }
  public var geometry: BlockGeometry { lower.geometry }
  public var size: Int64 { lower.size }
  public var isReadOnly: Bool { lower.isReadOnly }

  public init(_ lower: any BlockDevice, key: VolumeKey) {
    self.lower = lower
    cipher = VolumeCipher(key)
  }

  public func read(into slice: IOSlice, at offset: Int64) async throws(BlockError) {
    try await lower.read(into: slice, at: offset)
    try attempt { () throws(CryptographyError) in try cipher.decrypt(slice, at: offset) }
  }

  public func write(_ slice: IOSlice, at offset: Int64, _ durability: WriteDurability) async throws(BlockError) {
    _ = try checked(slice.count, at: offset)
    let sealed = IOBuffer(capacity: slice.count).whole
    try attempt { () throws(CryptographyError) in try cipher.encrypt(slice, to: sealed, at: offset) }
    try await lower.write(sealed, at: offset, durability)
  }

  public func zero(
    _ range: Range<Int64>, _ space: ZeroedSpace, _ durability: WriteDurability
  ) async throws(BlockError) {
    try await lower.zero(range, space, durability)
  }

  public func flush() async throws(BlockError) { try await lower.flush() }

  public func extents(of range: Range<Int64>, limit: Int) async throws(BlockError) -> [BlockExtent] {
    try await lower.extents(of: range, limit: limit)
  }

  public func close() async throws(BlockError) { try await lower.close() }

  private func attempt(_ body: () throws(CryptographyError) -> Void) throws(BlockError) {
    do throws(CryptographyError) {
      try body()
    } catch {
      throw BlockError(.failed, "encrypting or decrypting failed: \(error)", location: name, cause: error)
    }
  }
}
