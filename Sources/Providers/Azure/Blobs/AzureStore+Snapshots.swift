import HTTPTypes

/// Snapshots: what a blob was at a time. They are read like the blob itself, and cost what has changed since.
extension AzureStore {
  /// Keeps the blob as it is, and returns the time that names the snapshot. Not idempotent.
  ///
  /// - Parameter lease: where the blob is leased, and is to be kept only while this lease holds.
  public func makeSnapshot(of key: String, lease: String? = nil) async throws(StoreError) -> String {
    var request = AzureRequest(.put, try blob(key), [("comp", "snapshot")], action: "making a snapshot")
    addLease(lease, to: &request.fields)
    guard let time = try await send(request).response.headerFields[.ms("snapshot")] else {
      throw StoreError(
        .failed, "making a snapshot failed: the store does not say its name; check the endpoint",
        location: location(key))
    }
    return time
  }

  /// As `get` of `ObjectStore`, of one snapshot.
  public func get(
    _ key: String, snapshot: String, range: Range<Int64>?, to sink: any ByteSink
  ) async throws(StoreError) -> ObjectInfo {
    try await read(key, state: [("snapshot", snapshot)], range: range, to: sink)
  }

  /// The snapshots of one blob, oldest first.
  public func snapshots(of key: String) async throws(StoreError) -> [PageSnapshot] {
    try ObjectKey.validate(key, in: name)
    var found: [PageSnapshot] = []
    var marker = ""
    repeat {
      let reply = try await snapshotPage(of: key, marker: marker)
      found += reply.snapshots
      marker = reply.isPast ? "" : reply.nextMarker
    } while !marker.isEmpty
    return found
  }

  /// One page of a listing that begins with the blob's own snapshots.
  func snapshotPage(of key: String, marker: String) async throws(StoreError) -> AzureSnapshotsReply {
    var request = AzureRequest(
      .get, .container,
      [("restype", "container"), ("comp", "list"), ("include", "snapshots"), ("prefix", key), ("maxresults", "1000")],
      action: "listing the snapshots")
    if !marker.isEmpty { request.query.append(("marker", marker)) }
    return try await ask(request, AzureSnapshotsReply(key: key)).0
  }

  /// Deletes one snapshot; one that is not there counts as deleted.
  public func delete(_ key: String, snapshot: String) async throws(StoreError) {
    try await deleteState(key, [("snapshot", snapshot)], action: "deleting the snapshot")
  }

  /// Makes the blob what the snapshot is. The service copies; the snapshot stays.
  public func restore(_ key: String, snapshot: String) async throws(StoreError) {
    try await promote(key, state: ("snapshot", snapshot))
  }

  /// All lines of a listing with details, in the service's order: by name, then by time.
  func listings(
    prefix: String, _ details: AzureListingDetails
  ) async throws(StoreError) -> [AzureBlobListing] {
    var found: [AzureBlobListing] = []
    var marker = ""
    repeat {
      let reply = try await listing(prefix: prefix, from: nil, marker: marker, limit: Self.largestPage, details)
      found += reply.blobs
      marker = reply.nextMarker
    } while !marker.isEmpty
    return found
  }

  /// Deletes a snapshot or a version by its name; what is not there counts as deleted.
  func deleteState(
    _ key: String, _ state: [(name: String, value: String)], action: String
  ) async throws(StoreError) {
    do throws(StoreError) {
      _ = try await send(AzureRequest(.delete, try blob(key), state, action: action))
    } catch {
      if error.code != .notFound { throw error }
    }
  }

  /// Copies an earlier state of a blob over it.
  func promote(_ key: String, state: (name: String, value: String)) async throws(StoreError) {
    var request = AzureRequest(.put, try blob(key), action: "bringing an earlier state back")
    try await addSource(key, state: state, etag: nil, to: &request.fields)
    let fields = try await send(request).response.headerFields
    if fields[.ms("copy-status")] == "pending" { _ = try await awaitCopy(key, fields[.ms("copy-id")]) }
  }
}
