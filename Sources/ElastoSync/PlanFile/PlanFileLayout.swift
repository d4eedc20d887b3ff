/// The outer form of a plan file.
///
/// ```
/// ┌──────────┬──────────────┬────────────────────┬─────┬─────────────┬────────────────────┬──────────┐
/// │ELASTOPL  │ header frame │ operations frame 1 │  …  │ index frame │ offset of the index│ELASTOPE  │
/// └──────────┴──────────────┴────────────────────┴─────┴─────────────┴────────────────────┴──────────┘
///   8 bytes                                                             8, little-endian    8
/// ```
///
/// Header and index are JSON, operations are fields (`FieldEncoder`); each is compressed with zstd by itself. The index
/// lists each frame's offset, digest and number of operations, so a frame that is missing, repeated or moved is noticed.
enum PlanFileLayout {
  static let opening: [UInt8] = Array("ELASTOPL".utf8)
  static let closing: [UInt8] = Array("ELASTOPE".utf8)
  static let trailerByteCount = 16
  /// A frame is closed when its plain bytes reach this many.
  static let frameByteCount = 1 << 20
}

/// The last frame: where everything is, and the figures.
struct PlanIndex: Codable {
  struct Frame: Codable, Equatable {
    var offset: Int64
    /// Hexadecimal.
    var digest: String
    var operations: Int
  }

  var frames: [Frame]
  var summary: PlanSummary
}
