extension AzureStore: VersionedStore {
  /// Pages hold whole keys: the service lists the versions of a key from the oldest on, and here the newest comes first.
  public func listVersions(
    prefix: String, after cursor: VersionCursor?, limit: Int
  ) async throws(StoreError) -> VersionPage {
    let limit = max(1, min(limit, Self.largestPage))
    var groups: [[ObjectVersion]] = []
    var count = 0
    var marker = ""
    repeat {
      let reply = try await listing(
        prefix: prefix, from: cursor?.key, marker: marker, limit: Self.largestPage, .versions)
      for blob in reply.blobs where ObjectKey.hasPrefix(blob.info.key, prefix) && ObjectKey.isValid(blob.info.key) {
        let version = ObjectVersion(blob)
        guard Self.isBehind(cursor, version) else { continue }
        if let last = groups.last?.first, last.key.utf8.elementsEqual(version.key.utf8) {
          groups[groups.count - 1].append(version)
        } else if count >= limit {
          return Self.page(groups)
        } else {
          groups.append([version])
        }
        count += 1
      }
      marker = reply.nextMarker
    } while !marker.isEmpty
    return VersionPage(versions: Self.page(groups).versions, next: nil)
  }

  public func get(
    _ key: String, version: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    try await read(key, state: [("versionid", version)], range: range, to: sink)
  }

  public func delete(_ key: String, version: String) async throws(StoreError) {
    try await deleteState(key, [("versionid", version)], action: "deleting the version")
  }

  /// Makes the blob what the version is. The service copies; every version stays.
  public func restore(_ key: String, version: String) async throws(StoreError) {
    try await promote(key, state: ("versionid", version))
  }

  private static func page(_ groups: [[ObjectVersion]]) -> VersionPage {
    let versions = groups.flatMap { group in
      group.sorted { $0.isLatest != $1.isLatest ? $0.isLatest : $0.version > $1.version }
    }
    return VersionPage(versions: versions, next: groups.last?.first.map { VersionCursor(key: $0.key, version: nil) })
  }

  private static func isBehind(_ cursor: VersionCursor?, _ version: ObjectVersion) -> Bool {
    guard let cursor else { return true }
    if ObjectKey.precedes(cursor.key, version.key) { return true }
    guard let of = cursor.version, cursor.key.utf8.elementsEqual(version.key.utf8) else { return false }
    return version.version < of
  }
}

extension ObjectVersion {
  fileprivate init(_ blob: AzureBlobListing) {
    self.init(
      key: blob.info.key, version: blob.version ?? "", isLatest: blob.isCurrentVersion || blob.version == nil,
      size: blob.info.size, etag: blob.info.etag, modified: blob.info.modified)
  }
}
