/// Where a transfer changes its ways. Memory is bounded by these, whatever the size of the files.
enum TransferLimits {
  /// Bytes; files up to here are read and written in one piece, and are in memory as a whole.
  static let inMemory: Int64 = 1 << 20
  /// Bytes; larger files are fetched in parts, side by side, and gone on with by a later run.
  static let whole: Int64 = 32 << 20
  /// Bytes of a part that is fetched of an object of `size` bytes.
  ///
  /// Servers keep an object as the parts that it came in, which are mostly of 5, 8, 10 or 20 MiB, and read one twice that
  /// is cut elsewhere; in parts of a smaller object more of them are side by side.
  static func fetchedPart(of size: Int64) -> Int64 { size < 1 << 30 ? 16 << 20 : 40 << 20 }
  /// Bytes of a part that passes through this machine from one store to another, and is in memory meanwhile.
  static let passedPart: Int64 = 16 << 20
  /// Parts of all files together.
  static let partsAtOnce = 6
}
