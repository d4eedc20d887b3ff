import HTTPTypes

extension AzureFilesStore {
  /// Between two looks at a copy that the service makes.
  private static var pause: Duration { .milliseconds(500) }

  /// Metadata and content type are the source's, unless `options` have some: then all of both are those of `options`.
  @discardableResult
  public func copy(
    from source: String, to destination: String, options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    try checkPlace(for: destination, options)
    let original = try await head(source)
    let isDescribed = options.contentType != nil || !options.metadata.isEmpty
    if source.utf8.elementsEqual(destination.utf8), !isDescribed {
      guard options.condition == .always else {
        throw StoreError(.conditionFailed, "there is a file already", location: location(destination))
      }
      return original
    }
    var info = try await byWay(of: destination, options.condition, size: original.size) {
      (temporary) throws(StoreError) -> String? in
      var request = request(.put, temporary, action: "copying")
      request.fields[.ms("copy-source")] = try await url(source)
      request.fields[.ms("source-allow-trailing-dot")] = "true"
      let begun = try await sendMakingDirectories(request, for: temporary).response.headerFields
      let copied = try await awaitCopy(temporary, begun[.ms("copy-id")])
      if isDescribed { try await describe(temporary, copied, options) }
      return copied[.ms("file-id")]
    }
    info.metadata = isDescribed ? options.metadata : original.metadata
    return info
  }

  /// Replaces the content type and the metadata of a file, and leaves what else it is known for.
  private func describe(_ path: String, _ known: HTTPFields, _ options: PutOptions) async throws(StoreError) {
    var properties = request(.put, path, [("comp", "properties")], action: "copying")
    if let type = options.contentType { properties.fields[.ms("content-type")] = type }
    if let md5 = known[.contentMD5] { properties.fields[.ms("content-md5")] = md5 }
    for field in ["attributes", "creation-time", "last-write-time"] {
      properties.fields[.ms("file-\(field)")] = "preserve"
    }
    _ = try await sender.send(properties)
    var metadata = request(.put, path, [("comp", "metadata")], action: "copying")
    try UserMetadata.azure.add(options.metadata(dated: .date), to: &metadata.fields, location: location(path))
    _ = try await sender.send(metadata)
  }

  /// Waits until the service has copied. Returns what it says of the file then.
  private func awaitCopy(_ path: String, _ id: String?) async throws(StoreError) -> HTTPFields {
    while true {
      let fields = try await sender.send(request(.head, path, action: "copying")).response.headerFields
      switch fields[.ms("copy-status")] {
      case "success" where fields[.ms("copy-id")] == id: return fields
      case "pending": break
      default:
        let reason = fields[.ms("copy-status-description")].map { ": \($0)" } ?? ""
        throw StoreError(.failed, "copying failed in the store\(reason)", location: location(path), isRetryable: true)
      }
      do { try await clock.sleep(Self.pause) } catch { throw StoreError(cancelledAt: location(path)) }
    }
  }
}
