import HTTPTypes

extension AzurePageBlob {
  public func makeSnapshot() async throws(StoreError) -> PageSnapshot {
    let request = AzureRequest(.put, .blob(key: key), [("comp", "snapshot")], action: "making a snapshot")
    let fields = try await send(request).response.headerFields
    guard let id = fields[.ms("snapshot")], AzureSnapshotID.isOne(id) else {
      throw StoreError(
        .failed, "making a snapshot failed: the store does not say its id; check the endpoint", location: name)
    }
    return PageSnapshot(id: id, created: UTCTime(iso8601: id)?.nanoseconds)
  }

  public func snapshots(after cursor: String?, limit: Int) async throws(StoreError) -> PageSnapshotList {
    let limit = max(1, limit)
    var found: [PageSnapshot] = []
    var marker = ""
    repeat {
      let reply = try await settings.retries.repeating(StoreOperation(.list, key), at: name) {
        [marker] _ throws(StoreError) in
        try await store.snapshotPage(of: key, marker: marker)
      }
      found += reply.snapshots.filter { snapshot in cursor.map { ObjectKey.precedes($0, snapshot.id) } ?? true }
      if found.count > limit { return PageSnapshotList(snapshots: Array(found[..<limit]), next: found[limit - 1].id) }
      marker = reply.isPast ? "" : reply.nextMarker
    } while !marker.isEmpty
    return PageSnapshotList(snapshots: found, next: nil)
  }

  public func openSnapshot(_ id: String) async throws(StoreError) -> any PageReader {
    guard AzureSnapshotID.isOne(id) else { throw StoreError(noSnapshot: id, location: name) }
    let reader = reader(id)
    do throws(StoreError) {
      _ = try await reader.properties()
    } catch {
      throw error.code == .notFound ? StoreError(noSnapshot: id, location: name) : error
    }
    return reader
  }

  public func deleteSnapshot(_ id: String) async throws(StoreError) {
    guard access == .writing else { throw StoreError(readingOnly: name) }
    guard AzureSnapshotID.isOne(id) else { return }
    do throws(StoreError) {
      // A lease is on the blob, not on its snapshots.
      _ = try await repeating(
        AzureRequest(.delete, .blob(key: key), [("snapshot", id)], action: "deleting the snapshot"))
    } catch {
      if error.code != .notFound { throw error }
    }
  }
}
