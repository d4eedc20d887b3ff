/// How a writing session fills packs.
public struct BlobWriterOptions: Sendable {
  /// How hard to compress.
  public enum Compression: Sendable, Hashable {
    /// Data that looks like noise is left as it is.
    case automatic(level: Int)
    /// Everything is tried.
    case always(level: Int)
    /// Data is left as it is; folders are compressed all the same.
    case off

    /// As small as restic's `auto`; level 1 costs as much time and saves less, level 3 a fifth more for 3 %.
    public static let standard = Compression.automatic(level: 2)
  }

  public var compression: Compression
  /// A pack is stored when it has this many bytes; restic takes 4 to 128 MiB.
  public var packSize: Int
  /// Packs on their way to the store at once; each takes its size in memory.
  public var uploads: Int
  /// Hash, look up and compress, but store nothing.
  public var isDryRun: Bool

  public init(
    compression: Compression = .standard, packSize: Int = 16 << 20, uploads: Int = 2, isDryRun: Bool = false
  ) {
    self.compression = compression
    self.packSize = packSize
    self.uploads = uploads
    self.isDryRun = isDryRun
  }
}
