import HTTPTypes

extension S3Store {
  /// Metadata and content type are the source's, unless `options` have some: then all of both are those of `options`.
  @discardableResult
  public func copy(
    from source: String, to destination: String, options: PutOptions
  ) async throws(StoreError) -> ObjectInfo {
    try ObjectKey.validate(destination, in: name)
    let original = try await head(source)
    let isDescribed = options.contentType != nil || !options.metadata.isEmpty
    // S3 refuses to copy an object onto itself where nothing would change.
    if source.utf8.elementsEqual(destination.utf8), !isDescribed { return try kept(original, options.condition) }

    var request = S3Request(.put, .object(key: destination), action: "copying")
    try addCreationFields(to: &request.fields)
    try addCopyCondition(options.condition, to: &request.fields, destination)
    try addSource(source, etag: original.etag, to: &request.fields)
    if isDescribed {
      request.fields[.amz("metadata-directive")] = "REPLACE"
      try addDescription(options, to: &request.fields, destination)
    }
    if !configuration.tags.isEmpty { request.fields[.amz("tagging-directive")] = "REPLACE" }
    let copy = try await ask(request, S3CopyReply()).0
    return ObjectInfo(
      key: destination, size: original.size, etag: copy.etag, modified: copy.modified,
      tier: configuration.storageClass ?? original.tier, metadata: isDescribed ? options.metadata : original.metadata)
  }

  /// Names the source, and the version of it that was looked at.
  func addSource(_ source: String, etag: String?, to fields: inout HTTPFields) throws(StoreError) {
    fields[.amz("copy-source")] = "/\(PercentEncoding.path(configuration.bucket))/\(PercentEncoding.path(source))"
    if let etag { fields[.amz("copy-source-if-match")] = EntityTag.quoted(etag) }
    try addCustomerKey(to: &fields, ofSource: true)
  }

  private func addCopyCondition(
    _ condition: PutCondition, to fields: inout HTTPFields, _ key: String
  ) throws(StoreError) {
    if condition != .always, configuration.conditionalWrites != .putsAndCopies { throw unkept(key) }
    try addCondition(condition, to: &fields, key: key)
  }

  private func kept(_ info: ObjectInfo, _ condition: PutCondition) throws(StoreError) -> ObjectInfo {
    switch condition {
    case .always: return info
    case .ifMatch(let etag) where EntityTag.bare(etag) == info.etag: return info
    case .ifAbsent, .ifMatch:
      throw StoreError(
        .conditionFailed, "the object there is not the one the condition asks for", location: location(info.key))
    }
  }
}
