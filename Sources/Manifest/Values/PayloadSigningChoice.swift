/// Whether signatures cover what is uploaded.
public enum PayloadSigningChoice: String, Hashable, Sendable, CaseIterable {
  /// Where no TLS guards it.
  case automatic
  case always
  case never
}
