import HTTPTypes

/// Volumes of a container: page blobs.
extension AzureStore: PageNamespace {
  public func createPages(
    _ key: String, size: Int64, contentType: String?
  ) async throws(StoreError) -> any PageStore {
    try await createPageBlob(key, size: size, options: PutOptions(contentType: contentType))
  }

  public func openPages(_ key: String, _ access: PageAccess) async throws(StoreError) -> any PageStore {
    try await openPageBlob(key, access)
  }

  public func deletePages(_ key: String) async throws(StoreError) {
    if let failure = try await delete([key]).first { throw failure.error }
  }

  /// Makes a page blob where there is no blob of the key, all zeros, with type, metadata and tags.
  ///
  /// Throws `.conditionFailed` where the key is taken, by an attempt whose reply was lost too.
  public func createPageBlob(
    _ key: String, size: Int64, options: PutOptions = PutOptions(),
    settings: AzurePageBlob.Settings = AzurePageBlob.Settings()
  ) async throws(StoreError) -> AzurePageBlob {
    try ObjectKey.validate(key, in: name)
    try AzurePageBlob.check(size: size, location: location(key))
    let blob = AzurePageBlob(key, in: self, .writing, settings: settings)
    var request = AzureRequest(.put, .blob(key: key), action: "creating the page blob")
    request.fields[.ms("blob-type")] = "PageBlob"
    request.fields[.ms("blob-content-length")] = "\(size)"
    addCondition(options.condition == .always ? .ifAbsent : options.condition, to: &request.fields)
    try addDescription(options, to: &request.fields, key)
    // Tiers of block blobs are none of page blobs.
    request.fields[.ms("access-tier")] = nil
    try await blob.send(request)
    return blob
  }

  /// Opens a page blob. Throws `.notFound` where there is no blob, `.unsupported` where it is of another kind.
  public func openPageBlob(
    _ key: String, _ access: PageAccess = .writing, settings: AzurePageBlob.Settings = AzurePageBlob.Settings()
  ) async throws(StoreError) -> AzurePageBlob {
    try ObjectKey.validate(key, in: name)
    let blob = AzurePageBlob(key, in: self, access, settings: settings)
    _ = try await blob.properties()
    return blob
  }
}
