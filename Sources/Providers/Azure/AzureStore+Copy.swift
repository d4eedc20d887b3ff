import Cryptography
import HTTPTypes
import Secrets

extension AzureStore {
  /// Between two looks at a copy that the service makes.
  private static var pause: Duration { .milliseconds(500) }

  /// Metadata and content type are the source's, unless `options` have some: then all of both are those of `options`.
  @discardableResult
  public func copy(
    from source: String, to destination: String, options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    try ObjectKey.validate(destination, in: name)
    let original = try await head(source)
    let isDescribed = options.contentType != nil || !options.metadata.isEmpty
    if source.utf8.elementsEqual(destination.utf8), !isDescribed { return try kept(original, options.condition) }
    var request = AzureRequest(.put, .blob(key: destination), action: "copying")
    addCondition(options.condition, to: &request.fields)
    try await addSource(source, etag: original.etag, to: &request.fields)
    if isDescribed {
      // Copy Blob takes no content type; this does.
      guard original.size <= Self.largestWhole else {
        throw StoreError(
          .unsupported, "a copy of more than 5,000 MiB keeps its content type and metadata; give none",
          location: location(destination))
      }
      request.fields[.ms("blob-type")] = "BlockBlob"
      request.fields[.ms("copy-source-blob-properties")] = "false"
    }
    try addDescription(options, to: &request.fields, destination)
    let reply = try await send(request)
    var info = info(destination, size: original.size, reply.response.headerFields)
    info.metadata = isDescribed ? options.metadata : original.metadata
    if reply.response.headerFields[.ms("copy-status")] == "pending" {
      info = try await awaitCopy(destination, reply.response.headerFields[.ms("copy-id")])
    }
    return info
  }

  /// Names the source and the version of it that was looked at, with what the service needs to read it.
  func addSource(
    _ key: String, snapshot: String? = nil, etag: String?, to fields: inout HTTPFields
  ) async throws(StoreError) {
    var url = "\(configuration.endpoint.server)\(path(.blob(key: key)))"
    let credentials = try await credentials.credentials()
    switch credentials.kind {
    case .sharedKey(let secret): url += "?" + (try readAccess(to: key, secret, seconds: 3600))
    case .sharedAccess(let signature): url += signature.withBytes { "?" + String(decoding: $0, as: UTF8.self) }
    case .bearer(let token):
      fields[.ms("copy-source-authorization")] = token.withBytes { "Bearer " + String(decoding: $0, as: UTF8.self) }
    case .anonymous: break
    }
    // A signature for a blob is good for its snapshots.
    if let snapshot {
      url += (url.utf8.contains(UInt8(ascii: "?")) ? "&" : "?") + "snapshot=" + PercentEncoding.query(snapshot)
    }
    fields[.ms("copy-source")] = url
    if let etag { fields[.ms("source-if-match")] = EntityTag.quoted(etag) }
  }

  /// A signature that reads one blob for a while.
  func readAccess(to key: String, _ secret: SecretBytes, seconds: Int64) throws(StoreError) -> String {
    try access("r", to: key, secret, seconds: seconds)
  }

  func access(_ permissions: String, to key: String, _ secret: SecretBytes, seconds: Int64) throws(StoreError) -> String
  {
    var access = AzureSharedAccess(scope: .blob(key, container: configuration.container))
    access.permissions = permissions
    access.expiry = UTCTime(seconds: time.seconds + seconds)
    do throws(CryptographyError) {
      return try access.query(signedWith: AzureAccountKey(account: configuration.account, key: secret))
    } catch {
      throw StoreError(.failed, "the URL cannot be signed: \(error)", location: location(key), cause: error)
    }
  }

  /// Waits until the service has copied. What is copied next into the same blob is another copy.
  func awaitCopy(_ key: String, _ id: String?) async throws(StoreError) -> ObjectInfo {
    while true {
      do { try await clock.sleep(Self.pause) } catch { throw StoreError(cancelledAt: location(key)) }
      let (info, fields) = try await headFields(key)
      guard fields[.ms("copy-id")] == id else {
        throw StoreError(.failed, "copying failed: something else has taken the blob's place", location: location(key))
      }
      switch fields[.ms("copy-status")] {
      case "success": return info
      case "pending": continue
      default:
        let reason = fields[.ms("copy-status-description")].map { ": \($0)" } ?? ""
        throw StoreError(.failed, "copying failed in the store\(reason)", location: location(key), isRetryable: true)
      }
    }
  }

  private func kept(_ info: ObjectInfo, _ condition: PutCondition) throws(StoreError) -> ObjectInfo {
    switch condition {
    case .always: return info
    case .ifMatch(let etag) where EntityTag.bare(etag) == info.etag: return info
    case .ifAbsent, .ifMatch:
      throw StoreError(
        .conditionFailed, "the blob there is not the one the condition asks for", location: location(info.key))
    }
  }
}
