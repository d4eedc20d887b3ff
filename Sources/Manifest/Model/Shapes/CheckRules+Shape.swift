extension CheckRules: ManifestRecord {
  static let blank = CheckRules()

  static let shape = RecordShape<CheckRules>(
    title: "check",
    doc: "How deep to look; the structure is always checked, and `{}` is that alone.",
    fields: [
      .optional(
        "read-data", \.readData, .readData,
        """
        How much of the data is read: `no`, `yes`, a random share (`5%`), a random amount (`2 GiB`), or `1/30` for a \
        thirtieth, another one at each run.
        """)
    ])
}
