/// How soon a blob can be read, and what it costs meanwhile, in Azure's words.
public enum TierChoice: String, Hashable, Sendable, CaseIterable {
  case hot
  case cool
  case cold
  /// Not readable at all before it is set to another, which takes hours.
  case archive
}
