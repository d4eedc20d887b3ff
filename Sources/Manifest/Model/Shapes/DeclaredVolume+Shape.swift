extension DeclaredVolume: NamedRecord {
  static let blank = DeclaredVolume(name: "", size: ByteSize(0), backing: Location(.local(path: "/")))

  static let shape = RecordShape<DeclaredVolume>(
    title: "volume",
    doc: "A disk whose bytes are kept in a store. A plan creates it and makes it larger; `volume serve` serves it.",
    fields: [
      .required("size", \.size, .size.refused(sizeRefusal), "Of the disk, a multiple of 512 B."),
      .required(
        "backing", \.backing, .location.refused(backingRefusal),
        "Where its bytes are: a page blob of Azure, block objects under a key of S3, or a sparse file."),
      .optional(
        "format", \.format, .choice("format"),
        """
        `raw` is the disk's bytes alone; `vhd` adds the footer of a fixed VHD, for a page blob or a file of whole MiB.
        """),
      .optional(
        "block-size", \.blockSize, .size.refused(blockSizeRefusal),
        "Of new block objects (S3), a power of two from 4 KiB to 64 MiB.", otherwise: "1 MiB"),
      .optional(
        "encryption", \.encryption, .record(),
        "Encrypts what leaves this machine. A volume keeps the key it began with.", otherwise: "none"
      ).secret,
      .optional("cache", \.cache, .record(), "Used while it is served.", otherwise: "none"),
      .optional("serve", \.serve, .record(), "How it is reached.", otherwise: "not served"),
      .optional(
        "prevent-destroy", \.preventDestroy, .boolean,
        "Refuses to delete or shrink it. Recorded beside the data: removing the entry does not lift it."),
      .optional("read-only", \.isReadOnly, .boolean, "Served for reading only."),
    ],
    check: check, notYet: ["replicas", "snapshots"])

  static let sector: UInt64 = 512
  /// What is said of a fixed VHD by those who read it.
  static let largestVHD = ByteSize(2040 << 30)

  private static let sizeRefusal: @Sendable (ByteSize) -> String? = { size in
    if size.bytes == 0 { return "a disk without bytes" }
    return size.bytes.isMultiple(of: sector) ? nil : "\(size) is not a multiple of 512 B"
  }

  private static let backingRefusal: @Sendable (Location) -> String? = { location in
    if location.isPrefix {
      return "\"\(location)\" is a folder: a volume has a key or a file of its own, without \"/\""
    }
    if "\(location)".hasSuffix(".elasto-volume") {
      return "\"\(location)\" is how the record beside a volume is called"
    }
    if case .provider(_, _, let key) = location.place, key.isEmpty {
      return "\"\(location)\" is a whole container: a volume has a key of its own"
    }
    return nil
  }

  private static let blockSizeRefusal: @Sendable (ByteSize) -> String? = { size in
    let isPower = size.bytes.nonzeroBitCount == 1
    return isPower && (4096...64 << 20).contains(size.bytes)
      ? nil : "\(size) is not a power of two from 4 KiB to 64 MiB"
  }

  private static let check: @Sendable (DeclaredVolume, Decoding) -> Void = { volume, decoding in
    guard volume.format == .vhd else { return }
    if !volume.size.bytes.isMultiple(of: 1 << 20) {
      let rounded = ByteSize((volume.size.bytes / (1 << 20) + 1) << 20)
      decoding.faults.report(
        .conflict, "a VHD has whole MiB, and \(volume.size) is none", at: volume.origins.mark(of: "size"),
        suggestion: "write \(rounded)")
    } else if volume.size > largestVHD {
      decoding.faults.report(
        .conflict, "a VHD has \(largestVHD) at most", at: volume.origins.mark(of: "size"),
        suggestion: "leave \"format\" out")
    }
  }
}
