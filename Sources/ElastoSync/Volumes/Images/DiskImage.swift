import BlockVolume
import Providers

/// An image in a file, open for reading.
struct DiskImage {
  let format: ImageFormat
  /// Bytes of the disk.
  let size: Int64
  private let file: SparseFilePages
  private let path: String

  /// - Parameter format: nil looks for a footer at the end.
  static func open(_ path: String, _ format: ImageFormat?) async throws -> DiskImage {
    let file: SparseFilePages
    do throws(StoreError) {
      file = try await SparseFilePages.open(at: path, .reading)
    } catch {
      throw RunError(.failed, "the image cannot be opened: \(error.message)", location: path, cause: error)
    }
    let whole = try await file.properties().size
    let first = try await file.read(0..<min(whole, 8))
    if let name = ForeignImage.name(of: first) { throw ForeignImage.refusal(name, path) }
    let raw = DiskImage(format: .raw, size: whole, file: file, path: path)
    if format == .raw { return raw }
    let last = try await file.read(max(0, whole - Int64(VHDFooter.length))..<whole)
    do throws(BlockError) {
      _ = try VHDFooter(decoding: last, stored: whole, location: path)
      return DiskImage(format: .vhd, size: whole - Int64(VHDFooter.length), file: file, path: path)
    } catch {
      // Without a word of what it is, anything is a disk.
      guard format == .vhd else { return raw }
      throw error
    }
  }

  /// Copies the disk. What is behind its last whole sector is copied with zeros behind it.
  func copy(with copy: DiskCopy) async throws {
    let sectors = size / 512 * 512
    if sectors < size {
      let tail = try await file.read(sectors..<size)
      try await copy.store(IOBuffer(tail + [UInt8](repeating: 0, count: 512 - tail.count)).whole, at: sectors)
    }
    try await copy.copy(
      from: SparseFileDevice(file, name: path, size: sectors, isReadOnly: true), tail: (size + 511) / 512 * 512)
  }

  func close() async throws { try await file.close() }
}
