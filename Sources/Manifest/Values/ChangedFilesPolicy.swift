/// What becomes of a file that changed between plan and apply.
public enum ChangedFilesPolicy: String, Hashable, Sendable, CaseIterable {
  /// Stored as it is now, and named.
  case read
  /// Left as the parent snapshot has it, and named.
  case skip
  /// The source fails.
  case refuse
}
