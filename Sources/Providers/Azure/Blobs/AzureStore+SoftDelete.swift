import HTTPTypes

/// Blobs that were deleted and that the account keeps for some days.
extension AzureStore {
  /// Those under a prefix, by key. Snapshots that were deleted by themselves are among them.
  public func deletedBlobs(prefix: String) async throws(StoreError) -> [AzureBlobListing] {
    try await listings(prefix: prefix, [.deleted, .snapshots]).filter(\.isDeleted)
  }

  /// Brings a deleted blob back, with those of its snapshots that went with it. Idempotent.
  ///
  /// Throws `.notFound` where nothing of it is kept any more.
  public func undelete(_ key: String) async throws(StoreError) {
    _ = try await send(AzureRequest(.put, try blob(key), [("comp", "undelete")], action: "bringing the blob back"))
  }

  /// Has the whole account keep deleted blobs for so many days, 1 to 365; `nil` keeps none from now on.
  public func keepDeletedBlobs(days: Int?) async throws(StoreError) {
    if let days, !(1...365).contains(days) {
      throw StoreError(.failed, "deleted blobs are kept for 1 to 365 days, not for \(days)", location: name)
    }
    var request = AzureRequest(
      .put, .account, [("restype", "service"), ("comp", "properties")], action: "setting the account's properties")
    let policy = days.map { "<Enabled>true</Enabled><Days>\($0)</Days>" } ?? "<Enabled>false</Enabled>"
    let text = """
      <?xml version="1.0" encoding="utf-8"?><StorageServiceProperties><DeleteRetentionPolicy>\(policy)\
      </DeleteRetentionPolicy></StorageServiceProperties>
      """
    request.body = .bytes(Array(text.utf8))
    _ = try await send(request)
  }
}
