extension BandwidthEntry: ManifestRecord {
  static let blank = BandwidthEntry(at: TimeOfDay(hour: 0), limit: .off)

  static let shape = RecordShape<BandwidthEntry>(
    title: "bandwidth entry",
    doc: """
      A limit from a time of day on. It holds until the time of the next entry, and the last one of the day until the \
      first.
      """,
    fields: [
      .required("at", \.at, .timeOfDay, "When it begins, by the machine's clock and zone."),
      .required("limit", \.limit, .rateLimit, "The most that moves, or `off` for no limit."),
    ])
}
