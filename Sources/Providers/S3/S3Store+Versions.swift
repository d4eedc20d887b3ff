import HTTPTypes

extension S3Store: VersionedStore {
  public func listVersions(
    prefix: String, after cursor: VersionCursor?, limit: Int
  ) async throws(StoreError) -> VersionPage {
    var request = S3Request(
      .get, .bucket,
      [("versions", nil), ("encoding-type", "url"), ("max-keys", "\(max(1, min(limit, S3Limits.listing)))")],
      action: "listing versions")
    if !prefix.isEmpty { request.query.append(("prefix", prefix)) }
    if let cursor {
      request.query.append(("key-marker", cursor.key))
      if let version = cursor.version { request.query.append(("version-id-marker", version)) }
    }
    let (reply, _) = try await ask(request, S3VersionsReply())
    let versions = reply.versions.filter { ObjectKey.hasPrefix($0.key, prefix) && ObjectKey.isValid($0.key) }
    guard reply.next != cursor || reply.next == nil else {
      throw StoreError(.failed, "listing versions failed: the store gives the same page again", location: name)
    }
    return VersionPage(versions: versions.sorted(by: Self.isListedBefore), next: reply.next)
  }

  public func get(
    _ key: String, version: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    try await read(key, version: version, range: range, to: sink)
  }

  public func delete(_ key: String, version: String) async throws(StoreError) {
    try ObjectKey.validate(key, in: name)
    try await deleteOne(key, version: version)
  }

  /// Versions and delete markers may come in two heaps.
  private static func isListedBefore(_ left: ObjectVersion, _ right: ObjectVersion) -> Bool {
    if !left.key.utf8.elementsEqual(right.key.utf8) { return ObjectKey.precedes(left.key, right.key) }
    if left.isLatest != right.isLatest { return left.isLatest }
    return (left.modified ?? 0) > (right.modified ?? 0)
  }
}
