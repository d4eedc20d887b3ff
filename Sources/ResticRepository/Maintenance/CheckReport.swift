/// What a check looked at.
public struct CheckReport: Sendable, Hashable {
  public var keys = 0
  public var indexFiles = 0
  public var snapshots = 0
  public var trees = 0
  public var packs = 0
  public var packBytes: Int64 = 0
  /// Blobs in the index, each copy counted.
  public var blobs = 0
  /// Blobs that no snapshot needs; not counted when snapshots or trees could not be read.
  public var unusedBlobs = 0
  public var unusedBytes: Int64 = 0
  /// Further copies of needed blobs.
  public var duplicateBlobs = 0
  public var duplicateBytes: Int64 = 0
  /// Packs that no index names.
  public var orphanPacks = 0
  /// Packs that were read whole.
  public var packsRead = 0
  public var bytesRead: Int64 = 0
  /// Findings by severity.
  public var errors = 0
  public var warnings = 0
  public var hints = 0
  /// The check was cancelled, and did not look at everything.
  public var isIncomplete = false

  public init() {}

  /// Nothing is lost or wrong, as far as was looked.
  public var isClean: Bool { errors == 0 && !isIncomplete }

  mutating func count(_ finding: CheckFinding) {
    switch finding.severity {
    case .error: errors += 1
    case .warning: warnings += 1
    case .hint: hints += 1
    }
  }
}
