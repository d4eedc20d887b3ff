import HTTPTypes

extension AzurePageBlob {
  public func write(_ bytes: [UInt8], at offset: Int64) async throws(StoreError) {
    let range = PageGeometry.range(at: offset, count: bytes.count)
    try await changing(range) { () async throws(StoreError) in
      try await BoundedTasks.forEach(
        PagePieces.of(range, size: Self.largestPiece), limit: settings.parallel
      ) { piece throws(StoreError) in
        let part = bytes[Int(piece.lowerBound - offset)..<Int(piece.upperBound - offset)]
        if ZeroBytes.areAll(part) {
          try await self.clearPages(piece)
        } else {
          try await self.putPages(part.count == bytes.count ? bytes : Array(part), at: piece.lowerBound)
        }
      }
    }
  }

  public func clear(_ range: Range<Int64>) async throws(StoreError) {
    try await changing(range) { () async throws(StoreError) in
      if !range.isEmpty { try await clearPages(range) }
    }
  }

  /// Put Page on condition of the blob's ETag. Returns the new one.
  ///
  /// For a single writer that notices when there is another. A repetition after a lost reply is refused, since its own
  /// attempt changed the ETag; the caller reads what is there.
  ///
  /// - Parameter bytes: at most 4 MiB.
  @discardableResult
  public func write(
    _ bytes: [UInt8], at offset: Int64, ifMatch etag: String
  ) async throws(StoreError) -> String? {
    let range = PageGeometry.range(at: offset, count: bytes.count)
    guard !bytes.isEmpty, Int64(bytes.count) <= Self.largestPiece else {
      throw StoreError(.invalidRange, "one write with a condition has 512 bytes to 4 MiB", location: name)
    }
    return try await changing(range) { () async throws(StoreError) in
      try await putPages(bytes, at: offset, ifMatch: etag)
    }
  }

  /// Set Blob Properties, with the length alone: everything else stays.
  public func resize(to size: Int64) async throws(StoreError) {
    try Self.check(size: size, location: name)
    try await changing(0..<0, alone: true) { () async throws(StoreError) in
      var request = AzureRequest(.put, .blob(key: key), [("comp", "properties")], action: "resizing")
      request.fields[.ms("blob-content-length")] = "\(size)"
      try await send(request)
    }
  }

  static func check(size: Int64, location: String) throws(StoreError) {
    guard size >= 0, size % geometry.alignment == 0, size <= largest else {
      throw StoreError(size: size, alignment: geometry.alignment, largest: largest, location: location)
    }
  }

  @discardableResult
  private func putPages(
    _ bytes: [UInt8], at offset: Int64, ifMatch etag: String? = nil
  ) async throws(StoreError) -> String? {
    var request = pageRequest(
      "update", offset..<offset + Int64(bytes.count), action: "writing")
    if let etag { request.fields[.ifMatch] = EntityTag.quoted(etag) }
    request.body = try await store.carry(.bytes(bytes), in: &request.fields, location: name)
    return try await send(request).response.headerFields[.eTag].map(EntityTag.bare)
  }

  private func clearPages(_ range: Range<Int64>) async throws(StoreError) {
    try await send(pageRequest("clear", range, action: "clearing"))
  }

  func pageRequest(_ kind: String, _ range: Range<Int64>, action: String) -> AzureRequest {
    var request = AzureRequest(.put, .blob(key: key), [("comp", "page")], action: action)
    request.fields[.ms("page-write")] = kind
    request.fields[.ms("range")] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
    return request
  }

  /// What changes something, beside others that do or alone.
  func changing<T: Sendable>(
    _ range: Range<Int64>, alone: Bool = false, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    guard access == .writing else { throw StoreError(readingOnly: name) }
    try geometry.check(range, size: .max, location: name)
    return try await locks.locked(alone ? 0..<Int64.max : range, alone ? .exclusive : .shared, body)
  }
}
