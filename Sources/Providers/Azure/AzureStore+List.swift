import HTTPTypes

extension AzureStore {
  static var largestPage: Int { 5000 }
  /// The first version in which a listing begins at any name.
  private static var firstWithStarts: String { "2026-02-06" }

  public func list(prefix: String, after cursor: String?, limit: Int) async throws(StoreError) -> ListPage {
    // No key has a NUL.
    if prefix.utf8.contains(0) { return ListPage(objects: [], next: nil) }
    let cursor = cursor.map { String(Substring($0.utf8.prefix { $0 != 0 })) }
    if let cursor, !ObjectKey.hasPrefix(cursor, prefix), ObjectKey.precedes(prefix, cursor) {
      return ListPage(objects: [], next: nil)
    }
    let start = cursor.flatMap { ObjectKey.precedes(prefix, $0) ? $0 : nil }
    let limit = max(1, min(limit, Self.largestPage - 1))
    var marker = ""
    while true {
      // One more, since the blob that the cursor names may be there.
      let reply = try await listing(prefix: prefix, from: start, marker: marker, limit: limit + 1)
      let page = try page(reply, prefix: prefix, after: cursor, limit: limit)
      if !page.objects.isEmpty || page.next != nil || reply.nextMarker.isEmpty { return page }
      marker = reply.nextMarker
    }
  }

  /// One request. An older service, which does not know where to start, begins with the prefix.
  func listing(
    prefix: String, from start: String?, marker: String, limit: Int, _ details: AzureListingDetails = []
  ) async throws(StoreError) -> AzureListReply {
    var request = AzureRequest(
      .get, .container, [("restype", "container"), ("comp", "list"), ("maxresults", "\(limit)")], action: "listing")
    if !prefix.isEmpty { request.query.append(("prefix", prefix)) }
    if let words = details.words { request.query.append(("include", words)) }
    if !marker.isEmpty {
      request.query.append(("marker", marker))
    } else if let start, configuration.apiVersion >= Self.firstWithStarts {
      request.query.append(("startFrom", start))
    }
    let model = try await ask(request, AzureListReply()).0
    if let faulty = model.faultyKey {
      throw StoreError(
        .failed, "listing failed: the reply has a blob that cannot be one: \(faulty.debugDescription.prefix(200))",
        location: name)
    }
    return model
  }

  /// What is in a reply behind the cursor, without what is no object here.
  private func page(
    _ reply: AzureListReply, prefix: String, after cursor: String?, limit: Int
  ) throws(StoreError) -> ListPage {
    var objects: [ObjectInfo] = []
    var last: String?
    var isCut = false
    for object in reply.blobs.lazy.map(\.info) {
      if let last, !ObjectKey.precedes(last, object.key) {
        throw StoreError(
          .failed, "listing failed: the store's names are not in the order of their bytes; check the endpoint",
          location: name)
      }
      if let cursor, !ObjectKey.precedes(cursor, object.key) {
        last = object.key
        continue
      }
      if objects.count == limit {
        isCut = true
        break
      }
      last = object.key
      if ObjectKey.hasPrefix(object.key, prefix), ObjectKey.isValid(object.key) { objects.append(object) }
    }
    guard let last, isCut || !reply.nextMarker.isEmpty, cursor.map({ ObjectKey.precedes($0, last) }) ?? true else {
      return ListPage(objects: objects, next: nil)
    }
    return ListPage(objects: objects, next: last)
  }

  /// Names under a prefix that have blocks and are no blobs yet, ascending.
  func uncommittedNames(prefix: String) async throws(StoreError) -> [String] {
    var names: [String] = []
    var marker = ""
    repeat {
      let reply = try await listing(
        prefix: prefix, from: nil, marker: marker, limit: Self.largestPage, .uncommitted)
      // What is no blob yet has neither an ETag nor a size.
      names += reply.blobs.map(\.info).filter { $0.size == 0 && ObjectKey.isValid($0.key) }.map(\.key)
      marker = reply.nextMarker
    } while !marker.isEmpty
    return names
  }
}
