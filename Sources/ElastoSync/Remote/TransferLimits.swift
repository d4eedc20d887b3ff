/// Where a transfer changes its ways. Memory is bounded by these, whatever the size of the files.
enum TransferLimits {
  /// Bytes; files up to here are read and written in one piece, and are in memory as a whole.
  static let inMemory: Int64 = 1 << 20
  /// Bytes; larger files are fetched in parts, side by side, and gone on with by a later run.
  static let whole: Int64 = 32 << 20
  /// Bytes of a part that is fetched.
  static let part: Int64 = 16 << 20
  /// Parts of all files together. Those that pass through this machine from one store to another are in memory.
  static let partsAtOnce = 8
}
