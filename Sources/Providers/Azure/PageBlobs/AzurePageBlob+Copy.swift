import HTTPTypes

extension AzurePageBlob {
  /// Writes `range` of a blob of the same account, or of a snapshot of it, to `offset` here, or to the same place; the
  /// service moves the bytes (Put Page From URL).
  ///
  /// As `write`: in pieces of at most 4 MiB, each of which may be repeated. Throws `.conditionFailed` where the source
  /// is changed meanwhile, `.notFound` where it is not there.
  public func copy(
    _ range: Range<Int64>, from source: AzurePageBlob, snapshot: String? = nil, to offset: Int64? = nil
  ) async throws(StoreError) {
    let properties = try await source.reader(snapshot).properties()
    try geometry.check(range, size: properties.size, location: source.name)
    let distance = (offset ?? range.lowerBound) - range.lowerBound
    let destination = PageGeometry.range(at: offset ?? range.lowerBound, count: range.count)
    try await changing(destination) { () async throws(StoreError) in
      try await BoundedTasks.forEach(
        PagePieces.of(range, size: Self.largestPiece), limit: settings.parallel
      ) { piece throws(StoreError) in
        var request = self.pageRequest(
          "update", piece.lowerBound + distance..<piece.upperBound + distance, action: "copying")
        request.fields[.ms("source-range")] = "bytes=\(piece.lowerBound)-\(piece.upperBound - 1)"
        try await source.store.addSource(
          source.key, state: snapshot.map { ("snapshot", $0) }, etag: properties.etag, to: &request.fields)
        try await self.send(request)
      }
    }
  }
}

extension AzureStore {
  /// Copies what has changed between the last snapshot that was copied to `destination` and this one (Incremental Copy
  /// Blob), and waits until the service has done it. Returns the id of the snapshot that it made of the copy.
  ///
  /// The destination is a new blob, or one that only such copies ever wrote; it is read through its snapshots. Idempotent
  /// in what it leaves as the newest snapshot. `.conditionFailed` says that the destination is another blob, or has this
  /// snapshot or a newer one.
  public func copyIncrementally(
    _ source: String, snapshot: String, to destination: String
  ) async throws(StoreError) -> String? {
    try ObjectKey.validate(destination, in: name)
    var request = AzureRequest(.put, .blob(key: destination), [("comp", "incrementalcopy")], action: "copying")
    try await addSource(source, state: ("snapshot", snapshot), etag: nil, to: &request.fields)
    let fields = try await send(request).response.headerFields
    _ = try await awaitCopy(destination, fields[.ms("copy-id")])
    return try await headFields(destination).fields[.ms("copy-destination-snapshot")]
  }
}
