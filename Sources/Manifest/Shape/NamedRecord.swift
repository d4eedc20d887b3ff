/// A record that is an entry of a section.
protocol NamedRecord: ManifestRecord {
  var name: String { get set }
}

/// For durations that only make sense when there is some time.
let notZero: @Sendable (TimeSpan) -> String? = { $0.isZero ? "no time at all" : nil }
