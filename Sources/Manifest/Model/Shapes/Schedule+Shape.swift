extension Schedule: ManifestRecord {
  static let blank = Schedule(at: [])

  static let shape = RecordShape<Schedule>(
    title: "schedule",
    doc: "When a job runs. Nothing runs by itself: `schedule --install` writes units for systemd or cron.",
    fields: [
      .required("at", \.at, .calendars, "Calendar expressions of systemd, as `02:30` or `Mon..Fri 01:00`."),
      .optional("jitter", \.jitter, .duration, "A random delay up to this."),
      .optional("catch-up", \.catchUp, .boolean, "Runs a missed job when the machine is up again."),
      .optional("timezone", \.timezone, .timezone, "The zone of `at`.", otherwise: "the machine's"),
    ])
}
