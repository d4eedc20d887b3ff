extension RetentionRules: ManifestRecord {
  static let blank = RetentionRules()

  static let shape = RecordShape<RetentionRules>(
    title: "retention",
    doc: """
      What is kept of the snapshots of one identity; a snapshot stays when any rule keeps it, and the newest always \
      does. Snapshots that no job of a manifest wrote are never touched.
      """,
    fields: [
      .optional("last", \.last, count, "The newest ones."),
      .optional("hourly", \.hourly, count, "The newest of each of the last hours that have one."),
      .optional("daily", \.daily, count, "The same by days."),
      .optional("weekly", \.weekly, count, "The same by weeks."),
      .optional("monthly", \.monthly, count, "The same by months."),
      .optional("yearly", \.yearly, count, "The same by years."),
      .optional("within", \.within, .duration, "All that are less older than the newest.", otherwise: "none"),
      .optional("within-hourly", \.withinHourly, .duration, "The newest of each hour in that time.", otherwise: "none"),
      .optional("within-daily", \.withinDaily, .duration, "The same by days.", otherwise: "none"),
      .optional("within-weekly", \.withinWeekly, .duration, "The same by weeks.", otherwise: "none"),
      .optional("within-monthly", \.withinMonthly, .duration, "The same by months.", otherwise: "none"),
      .optional("within-yearly", \.withinYearly, .duration, "The same by years.", otherwise: "none"),
      .optional("tags", \.tags, .tags, "Those with one of these tags."),
    ],
    check: { rules, decoding in
      guard rules.isEmpty else { return }
      decoding.faults.report(
        .value, "a retention that keeps nothing", at: rules.origins.mark,
        suggestion: "leave the key out to keep everything")
    })

  private static let count = ValueType<Int>.integer(0...1_000_000)
}
