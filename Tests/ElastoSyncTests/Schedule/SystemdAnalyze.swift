/// `systemd-analyze`, asked for its reading of what we read and write.
enum SystemdAnalyze {
  struct Answer: Equatable {
    var normalized: String
    /// As printed: `2026-11-23 01:00:00`, in UTC.
    var next: [String]
  }

  /// One answer for each expression, `nil` where systemd refuses it; times are those after `base` (UTC).
  static func calendar(_ expressions: [String], base: String, count: Int, zone: String) throws -> [Answer?] {
    try expressions.map { expression in
      let output = try TemporaryFolder.run(
        "systemd-analyze", ["calendar", "--iterations=\(count)", "--base-time=\(base) UTC", "--", expression],
        environment: ["TZ": zone], accepting: [0, 1])
      guard !output.contains("Failed to parse") else { return nil }
      var answer = Answer(normalized: "", next: [])
      var pending: String?
      for line in output.split(separator: "\n") {
        let words = line.split(separator: " ").map(String.init)
        if line.contains("Normalized form:") { answer.normalized = words.dropFirst(2).joined(separator: " ") }
        if line.contains("Next elapse:") || line.contains("Iter. #") {
          if let pending { answer.next.append(pending) }
          pending = words.last == "UTC" ? words.dropLast().suffix(2).joined(separator: " ") : nil
        }
        if line.contains("(in UTC):") { pending = words.dropLast().suffix(2).joined(separator: " ") }
      }
      if let pending { answer.next.append(pending) }
      return answer
    }
  }

  /// What it has to say against a unit's file; empty when all is well.
  static func verify(_ path: String) throws -> String {
    try TemporaryFolder.run("systemd-analyze", ["verify", "--man=no", path], accepting: [0, 1])
  }
}
