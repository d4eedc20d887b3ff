import HTTPTypes

/// What the service reads itself from a URL, of another account or of another cloud.
extension AzureStore {
  /// Stores what the URL gives as a block blob, whole (Put Blob From URL). At most 5,000 MiB.
  ///
  /// - Parameter url: one that anyone may read, as `PresigningStore` gives them.
  @discardableResult
  public func put(_ key: String, from url: String, options: PutOptions = PutOptions()) async throws(StoreError)
    -> ObjectInfo
  {
    var request = AzureRequest(.put, try blob(key), action: "storing from a URL")
    request.fields[.ms("blob-type")] = "BlockBlob"
    request.fields[.ms("copy-source")] = url
    if !options.metadata.isEmpty || options.contentType != nil {
      request.fields[.ms("copy-source-blob-properties")] = "false"
    }
    addCondition(options.condition, to: &request.fields)
    addLease(options.lease, to: &request.fields)
    try addDescription(options, to: &request.fields, key)
    _ = try await send(request)
    return try await head(key)
  }

  /// Puts a part that the service reads itself from a URL (Put Block From URL).
  public func putPart(
    _ number: Int, of upload: MultipartUpload, from url: String, range: Range<Int64>
  ) async throws(StoreError) -> UploadedPart {
    try await copyPart(number, of: upload, [.ms("copy-source"): url], range: range)
  }

  /// Begins to copy what the URL gives, and returns the copy's id; the service does it in its own time (Copy Blob).
  ///
  /// `properties(of:)` says how far it is, `abortCopy` ends it.
  public func beginCopy(to key: String, from url: String) async throws(StoreError) -> String? {
    var request = AzureRequest(.put, try blob(key), action: "copying")
    request.fields[.ms("copy-source")] = url
    return try await send(request).response.headerFields[.ms("copy-id")]
  }

  /// Ends a copy that is under way, and leaves an empty blob. One that has ended already is left as it is.
  public func abortCopy(to key: String, id: String) async throws(StoreError) {
    var request = AzureRequest(.put, try blob(key), [("comp", "copy"), ("copyid", id)], action: "ending the copy")
    request.fields[.ms("copy-action")] = "abort"
    do throws(StoreError) {
      _ = try await send(request)
    } catch {
      if (error.cause as? AzureFailure)?.code != "NoPendingCopyOperation" { throw error }
    }
  }
}
