import HTTPTypes

extension S3Store {
  public func list(prefix: String, after cursor: String?, limit: Int) async throws(StoreError) -> ListPage {
    let limit = max(1, min(limit, S3Limits.listing))
    // No key has a NUL, and not every server takes one.
    if prefix.utf8.contains(0) { return ListPage(objects: [], next: nil) }
    let cursor = cursor.map { String(Substring($0.utf8.prefix { $0 != 0 })) }
    if site.listsByFolders != true {
      let reply = try await listing(prefix: prefix, after: cursor, limit: limit, isOneLevel: false)
      if site.listsByFolders != true { return try page(reply, prefix: prefix, after: cursor) }
    }
    return try await S3FolderListing(store: self, prefix: prefix, limit: limit).page(after: cursor)
  }

  /// One request: objects, and with `isOneLevel` the folders beside them, whose objects are left out then.
  func listing(
    prefix: String, after cursor: String?, limit: Int, isOneLevel: Bool
  ) async throws(StoreError) -> S3ListReply {
    var request = S3Request(
      .get, .bucket, [("list-type", "2"), ("encoding-type", "url"), ("max-keys", "\(limit)")], action: "listing")
    if !prefix.isEmpty { request.query.append(("prefix", prefix)) }
    if isOneLevel { request.query.append(("delimiter", "/")) }
    if let cursor, !cursor.isEmpty { request.query.append(("start-after", cursor)) }
    let model = try await ask(request, S3ListReply()).0
    if let faulty = model.faultyKey {
      throw StoreError(
        .failed, "listing failed: the reply has an object that cannot be one: \(faulty.debugDescription.prefix(200))",
        location: name)
    }
    return model
  }

  /// The page that a server gives which lists by keys: what should not be in it is dropped, what is missing is noticed.
  private func page(_ reply: S3ListReply, prefix: String, after cursor: String?) throws(StoreError) -> ListPage {
    var objects: [ObjectInfo] = []
    objects.reserveCapacity(reply.objects.count)
    var last = cursor
    for object in reply.objects {
      if let last, !ObjectKey.precedes(last, object.key) {
        // Some servers begin with the cursor itself.
        if objects.isEmpty, !(cursor.map { ObjectKey.precedes($0, object.key) } ?? true) { continue }
        throw StoreError(
          .failed,
          "listing failed: the store's keys are not in the order of their bytes; say `listing: folders` in the provider",
          location: name)
      }
      last = object.key
      if ObjectKey.hasPrefix(object.key, prefix), ObjectKey.isValid(object.key) { objects.append(object) }
    }
    guard reply.isTruncated else { return ListPage(objects: objects, next: nil) }
    guard !reply.objects.isEmpty, let last else {
      throw StoreError(.failed, "listing failed: the store promises more and gives nothing", location: name)
    }
    return ListPage(objects: objects, next: last)
  }
}
