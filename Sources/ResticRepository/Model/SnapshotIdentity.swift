/// Whose snapshot it is: host, job and source together choose the parent, group retention and resolve `latest`.
public struct SnapshotIdentity: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var host: String
  public var job: String
  public var source: String

  package static let jobPrefix = "elasto:job="
  package static let sourcePrefix = "elasto:source="

  public init(host: String, job: String, source: String) {
    self.host = host
    self.job = job
    self.source = source
  }

  /// What a snapshot's tags tell; `nil` unless it has exactly one job and one source.
  public init?(host: String, tags: [String]) {
    let jobs = tags.filter { $0.hasPrefix(Self.jobPrefix) }
    let sources = tags.filter { $0.hasPrefix(Self.sourcePrefix) }
    guard jobs.count == 1, sources.count == 1, let job = jobs.first, let source = sources.first else { return nil }
    self.init(
      host: host, job: String(job.dropFirst(Self.jobPrefix.count)),
      source: String(source.dropFirst(Self.sourcePrefix.count)))
  }

  /// The two tags that carry job and source.
  public var tags: [String] { [Self.jobPrefix + job, Self.sourcePrefix + source] }

  public static func < (left: Self, right: Self) -> Bool {
    (left.host, left.job, left.source) < (right.host, right.job, right.source)
  }

  public var description: String { "host \(host), job \(job), source \(source)" }
}
