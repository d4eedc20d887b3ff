/// How much of a restore is held in memory at once: two batches of this size.
package struct RestoreBatchLimits: Sendable {
  /// Places of blobs in files, about 100 bytes each.
  package var blobs = 1 << 16
  /// Files, hard links and finished directories, about 1 KiB each.
  package var entries = 1 << 14

  package init() {}
}
