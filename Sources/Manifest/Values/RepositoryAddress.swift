/// A repository as the command line names it, in restic's spelling: a folder, `local:FOLDER`,
/// `s3:https://host/bucket/prefix` or `s3:host/bucket`, `azure:container:/prefix`.
public enum RepositoryAddress: Hashable, Sendable, CustomStringConvertible {
  /// Absolute.
  case local(path: String)
  /// No endpoint is Amazon's; `key` has no slash at either end, and may be empty.
  case s3(endpoint: EndpointURL?, region: String?, bucket: String, key: String)
  /// The account is the environment's; `key` as with `s3`.
  case azure(container: String, key: String)

  /// What other programs have before a colon, and this one has not.
  private static let otherSchemes = ["b2", "gs", "rclone", "rest", "sftp", "swift"]
  private static let amazonHost = "s3.amazonaws.com"

  /// - Parameter folder: what a relative path is relative to.
  /// - Throws: a sentence for the user.
  public init(parsing text: String, relativeTo folder: String) throws(ValueFault) {
    if text.hasPrefix("s3:") {
      self = try Self.s3(text.dropFirst("s3:".count))
      return
    }
    if text.hasPrefix("azure:") {
      self = try Self.azure(text.dropFirst("azure:".count))
      return
    }
    if let scheme = Self.otherSchemes.first(where: { text.hasPrefix("\($0):") }) {
      throw ValueFault(
        "\"\(scheme):\" is not built in",
        suggestion: "give a folder, local:FOLDER, s3:https://HOST/BUCKET/PREFIX or azure:CONTAINER:/PREFIX")
    }
    let path = text.hasPrefix("local:") ? String(text.dropFirst("local:".count)) : text
    if path.isEmpty { throw ValueFault("a folder must follow") }
    self = .local(path: LocalPath(path, relativeTo: folder).text)
  }

  private static func s3(_ text: Substring) throws(ValueFault) -> RepositoryAddress {
    let form = "write s3:https://HOST/BUCKET/PREFIX or s3:HOST/BUCKET/PREFIX"
    // `s3://HOST/BUCKET` is how restic also takes it.
    let bare = text.hasPrefix("//") ? text.dropFirst(2) : text
    let isURL = ["http://", "https://"].contains { bare.prefix($0.count).lowercased() == $0 }
    let scheme = isURL ? bare.prefix { $0 != ":" } + "://" : "https://"
    let rest = isURL ? bare.dropFirst(scheme.count) : bare
    var parts = rest.split(separator: "/", omittingEmptySubsequences: false)
    if parts.last == "", parts.count > 1 { parts.removeLast() }
    guard parts.count >= 2, !parts[1].isEmpty else {
      throw ValueFault("no bucket in \"s3:\(text)\"", suggestion: form)
    }
    try check(parts.dropFirst())
    let endpoint = try EndpointURL(parsing: scheme + parts[0])
    let (bucket, key) = (String(parts[1]), parts.dropFirst(2).joined(separator: "/"))
    if endpoint.isEncrypted, endpoint.port == nil, let region = amazonRegion(endpoint.host) {
      return .s3(endpoint: nil, region: region.isEmpty ? nil : region, bucket: bucket, key: key)
    }
    return .s3(endpoint: endpoint, region: nil, bucket: bucket, key: key)
  }

  private static func azure(_ text: Substring) throws(ValueFault) -> RepositoryAddress {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let container = parts.first, !container.isEmpty, !container.contains("/") else {
      throw ValueFault("no container in \"azure:\(text)\"", suggestion: "write azure:CONTAINER:/PREFIX")
    }
    var key = parts.count > 1 ? parts[1] : ""
    if key.hasPrefix("/") { key = key.dropFirst() }
    if key.hasSuffix("/") { key = key.dropLast() }
    if !key.isEmpty { try check(key.split(separator: "/", omittingEmptySubsequences: false)[...]) }
    return .azure(container: String(container), key: String(key))
  }

  private static func check(_ parts: ArraySlice<Substring>) throws(ValueFault) {
    guard let odd = parts.first(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else { return }
    throw ValueFault(odd.isEmpty ? "an empty part (\"//\") in a location" : "\"\(odd)\" as a part of a location")
  }

  /// Of `s3.REGION.amazonaws.com`; empty for the host without one, and nil for others.
  private static func amazonRegion(_ host: String) -> String? {
    if host == amazonHost { return "" }
    guard host.hasPrefix("s3."), host.hasSuffix(".amazonaws.com") else { return nil }
    let region = host.dropFirst("s3.".count).dropLast(".amazonaws.com".count)
    return region.isEmpty || region.contains(".") ? nil : String(region)
  }

  /// As it could be written again.
  public var description: String {
    switch self {
    case .local(let path): return path
    case .s3(let endpoint, let region, let bucket, let key):
      let host = endpoint?.description ?? "https://" + (region.map { "s3.\($0).amazonaws.com" } ?? Self.amazonHost)
      return "s3:\(host)/\(bucket)" + (key.isEmpty ? "" : "/\(key)")
    case .azure(let container, let key):
      return "azure:\(container):/\(key)"
    }
  }
}
