/// Turns samples into the line that a terminal shows. Pure: time is given.
struct ProgressLine {
  /// The rate is of this many seconds, so that it neither jumps nor sticks.
  private static let window = 10.0

  private var samples: [(seconds: Double, bytes: Int64)] = []

  /// The line for a sample taken at `seconds`, cut to `width` columns.
  mutating func text(_ sample: ProgressSample, seconds: Double, width: Int) -> String {
    samples.append((seconds, sample.bytes))
    samples.removeAll { seconds - $0.seconds > Self.window && $0.seconds != seconds }
    var parts = [share(sample), files(sample), bytes(sample)]
    if let rate, rate > 0 {
      parts.append("\(QuantityText.bytes(Int64(rate)))/s")
      let left = Double(sample.expectedBytes - sample.bytes)
      if left > 0 { parts.append("\(QuantityText.time(seconds: left / rate)) left") }
    }
    return String(parts.filter { !$0.isEmpty }.joined(separator: "  ").prefix(max(0, width - 1)))
  }

  /// Bytes a second over the window; `nil` before there are two samples.
  private var rate: Double? {
    guard let first = samples.first, let last = samples.last, last.seconds > first.seconds else { return nil }
    return Double(last.bytes - first.bytes) / (last.seconds - first.seconds)
  }

  private func share(_ sample: ProgressSample) -> String {
    guard sample.expectedBytes > 0 else { return "" }
    return "\(Int(100 * min(1, Double(sample.bytes) / Double(sample.expectedBytes))))%"
  }

  private func files(_ sample: ProgressSample) -> String {
    guard sample.expectedFiles > 0 else { return QuantityText.count(sample.files, "file") }
    return "\(QuantityText.count(sample.files)) of \(QuantityText.count(sample.expectedFiles, "file"))"
  }

  private func bytes(_ sample: ProgressSample) -> String {
    let expected = sample.expectedBytes > 0 ? " of \(QuantityText.bytes(sample.expectedBytes))" : ""
    return "\(QuantityText.bytes(sample.bytes))\(expected)"
  }
}
