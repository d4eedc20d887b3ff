extension AzureFilesStore {
  /// The service lists one directory at a time, in an order of its own: each page here reads the directories that its
  /// objects are in from their beginning. Memory is a window of names for each level, whatever a directory has in it.
  public func list(prefix: String, after cursor: String?, limit: Int) async throws(StoreError) -> ListPage {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    let limit = max(1, limit)
    var walk = AzureFilesWalk(self, prefix: prefix, after: cursor, pageSize: limit)
    try await walk.begin()
    var objects: [ObjectInfo] = []
    while let object = try await walk.next() {
      if objects.count == limit { return ListPage(objects: objects, next: objects.last?.key) }
      objects.append(object)
    }
    return ListPage(objects: objects, next: nil)
  }
}
