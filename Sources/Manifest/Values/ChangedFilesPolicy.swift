/// What becomes of a file that changed between plan and apply.
public enum ChangedFilesPolicy: String, Hashable, Sendable, CaseIterable {
  /// Stored as it is now, and named.
  case read
  /// Kept as planned where its content is stored already, else left out; named.
  case skip
  /// The source fails.
  case refuse
}
