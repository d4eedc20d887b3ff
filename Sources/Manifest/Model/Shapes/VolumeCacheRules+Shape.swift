extension VolumeCacheRules: ManifestRecord {
  static let blank = VolumeCacheRules(size: ByteSize(0))

  static let shape = RecordShape<VolumeCacheRules>(
    title: "cache of a volume",
    doc: """
      Keeps what is read and written at hand. With `write-back` a write is done when the cache has it, and is stored \
      later: both limits say how much, and how much later.
      """,
    fields: [
      .optional("path", \.path, .path, "A file on a local disk. Its folder must exist.", otherwise: "memory"),
      .required("size", \.size, .size.refused(sizeRefusal), "In all."),
      .optional(
        "mode", \.mode, .choice("mode"),
        "`write-through`: a write is done when the backing has it; `write-back`: when the cache has it."),
      .optional(
        "max-dirty", \.maxDirty, .size.refused(dirtyRefusal), "With `write-back`: the most that waits to be stored.",
        otherwise: "**required** with `write-back`"),
      .optional(
        "max-dirty-age", \.maxDirtyAge, .duration.refused(notZero),
        "With `write-back`: the longest that a write waits to be stored.",
        otherwise: "**required** with `write-back`"),
    ],
    check: check)

  private static let sizeRefusal: @Sendable (ByteSize) -> String? = { size in
    size < ByteSize(1 << 20) ? "\(size) is not 1 MiB at least" : nil
  }

  private static let dirtyRefusal: @Sendable (ByteSize) -> String? = { size in
    size < ByteSize(64 << 10) ? "\(size) is not 64 KiB at least" : nil
  }

  private static let check: @Sendable (VolumeCacheRules, Decoding) -> Void = { cache, decoding in
    let limits = [("max-dirty", cache.maxDirty != nil), ("max-dirty-age", cache.maxDirtyAge != nil)]
    for (key, isGiven) in limits where isGiven != (cache.mode == .writeBack) {
      if isGiven {
        decoding.faults.report(
          .conflict, "\"\(key)\" belongs to \"mode: write-back\"", at: cache.origins.mark(of: key))
      } else {
        decoding.faults.report(
          .missing, "\"\(key)\" is missing: writing back needs both limits", at: cache.origins.mark(of: "mode"))
      }
    }
    if let most = cache.maxDirty, most > ByteSize(cache.size.bytes / 4 * 3) {
      decoding.faults.report(
        .conflict, "\"max-dirty\" is more than three quarters of the cache's \(cache.size)",
        at: cache.origins.mark(of: "max-dirty"))
    }
  }
}
