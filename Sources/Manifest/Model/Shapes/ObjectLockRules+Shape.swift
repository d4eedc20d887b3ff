extension ObjectLockRules: ManifestRecord {
  static let blank = ObjectLockRules()

  static let shape = RecordShape<ObjectLockRules>(
    title: "lock of objects",
    doc:
      "Protection of each new object from deletion and replacement: for a time, until it is said otherwise, or both.",
    fields: [
      .optional(
        "mode", \.mode, .choice("mode"),
        "`governance` can be lifted by users with a special permission, `compliance` by nobody."),
      .optional(
        "retention", \.retention, .duration.refused(retentionRefusal),
        "How long, from the moment an object is stored; whole days.", otherwise: "no time"),
      .optional("legal-hold", \.legalHold, .boolean, "Kept until it is said otherwise."),
    ],
    check: { rules, decoding in
      guard rules.retention == nil, !rules.legalHold else { return }
      decoding.faults.report(
        .missing, "nothing is protected: an object lock needs \"retention\" or \"legal-hold: yes\"",
        at: rules.origins.mark)
    })

  private static let retentionRefusal: @Sendable (TimeSpan) -> String? = { span in
    let seconds = span.duration.components.seconds
    return seconds > 0 && seconds.isMultiple(of: 86_400) ? nil : "\(span) is not a number of days such as 30d"
  }
}
