/// How a new repository cuts files; see `docs/` for both.
public enum ChunkerChoice: String, Hashable, Sendable, CaseIterable {
  /// restic's, so that both programs' chunks are the same.
  case rabin
  /// Ours, several times as fast; restic reads it, but cuts its own chunks elsewhere.
  case fast
}
