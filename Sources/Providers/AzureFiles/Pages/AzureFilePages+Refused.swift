/// What a file of a share has not.
extension AzureFilePages {
  var noSnapshots: StoreError {
    StoreError(
      .unsupported, "snapshots are of a whole share, not of one file; use a page blob or block objects", location: name)
  }

  private var noLeases: StoreError {
    StoreError(.unsupported, "files of a share have no leases here; use a page blob", location: name)
  }

  public func makeSnapshot() async throws(StoreError) -> PageSnapshot { throw noSnapshots }

  public func snapshots(after cursor: String?, limit: Int) async throws(StoreError) -> PageSnapshotList {
    PageSnapshotList(snapshots: [], next: nil)
  }

  public func openSnapshot(_ id: String) async throws(StoreError) -> any PageReader { throw noSnapshots }

  public func deleteSnapshot(_ id: String) async throws(StoreError) {}

  public func acquireLease(id: String, seconds: Int?) async throws(StoreError) -> PageLease { throw noLeases }

  public func renewLease() async throws(StoreError) { throw noLeases }

  public func releaseLease() async throws(StoreError) {}

  public func breakLease(after seconds: Int?) async throws(StoreError) -> Int { throw noLeases }
}
