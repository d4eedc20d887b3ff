/// Something that a listing names.
public struct RemoteEntry: Sendable {
  public enum Kind: String, Sendable {
    case object, folder, container, provider
  }

  public var kind: Kind
  public var address: RemoteAddress
  /// Relative to what was listed; that of a folder ends in a slash.
  public var name: String
  /// Bytes; 0 for what is no object.
  public var size: Int64 = 0
  /// In nanoseconds since 1970: when the content was changed where somebody looked, else when it was stored.
  public var modified: Int64?
  public var etag: String?
  /// The storage class or access tier, in the store's words.
  public var tier: String?
  /// Filled by `stat` only.
  public var metadata: [String: String] = [:]

  public init(_ kind: Kind, _ address: RemoteAddress, name: String) {
    self.kind = kind
    self.address = address
    self.name = name
  }
}

/// How much a listing names.
public struct RemoteListOptions: Sendable {
  /// Everything below, rather than one level.
  public var isRecursive: Bool
  /// What begins with the text, rather than what the text names.
  public var isCompletion: Bool

  public init(isRecursive: Bool = false, isCompletion: Bool = false) {
    self.isRecursive = isRecursive
    self.isCompletion = isCompletion
  }
}
