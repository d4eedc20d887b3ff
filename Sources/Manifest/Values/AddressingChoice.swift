/// Where the name of a bucket goes in a request.
public enum AddressingChoice: String, Hashable, Sendable, CaseIterable {
  /// Whichever the endpoint is known to want.
  case automatic
  /// `https://host/bucket/key`.
  case path
  /// `https://bucket.host/key`.
  case virtualHost = "virtual-host"
}
