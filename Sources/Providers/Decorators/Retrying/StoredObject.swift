/// An object in a store that was found to be what an attempt to store it meant it to be.
///
/// Reads in pieces, so that its memory does not grow with the object.
struct StoredObject {
  private static let piece: Int64 = 4 << 20

  let info: ObjectInfo

  /// `nil` where there is none, or one with other bytes.
  init?(_ key: String, in store: any ObjectStore, equalTo body: PutBody) async throws(StoreError) {
    let size = try await body.count()
    try await self.init(key, in: store, size: size) { range throws(StoreError) in try await body.bytes(in: range) }
  }

  /// `nil` where there is none, or one with other bytes than the object `original` has.
  init?(_ key: String, in store: any ObjectStore, equalToObject original: String) async throws(StoreError) {
    let size = try await store.head(original).size
    try await self.init(key, in: store, size: size) { range throws(StoreError) in
      try await store.get(original, range: range)
    }
  }

  /// `nil` where there is none, or where its ETag is not the one that an object of these parts has.
  init?(_ key: String, in store: any ObjectStore, madeOf parts: [UploadedPart]) async throws(StoreError) {
    guard let expected = MultipartETag.text(of: parts), let info = try await Self.head(key, in: store),
      let etag = info.etag, MultipartETag.unquoted(etag) == expected, info.size == parts.reduce(0, { $0 + $1.size })
    else { return nil }
    self.info = info
  }

  private init?(
    _ key: String, in store: any ObjectStore, size: Int64,
    expected: (Range<Int64>) async throws(StoreError) -> [UInt8]
  ) async throws(StoreError) {
    guard let info = try await Self.head(key, in: store), info.size == size else { return nil }
    var start: Int64 = 0
    while start < size {
      let range = start..<min(start + Self.piece, size)
      guard try await store.get(key, range: range) == expected(range) else { return nil }
      start = range.upperBound
    }
    // What was compared must be one version from its start to its end.
    if size > Self.piece {
      let now = try await Self.head(key, in: store)
      guard now?.etag == info.etag else { return nil }
    }
    self.info = info
  }

  private static func head(_ key: String, in store: any ObjectStore) async throws(StoreError) -> ObjectInfo? {
    do throws(StoreError) {
      return try await store.head(key)
    } catch {
      if error.code == .notFound { return nil }
      throw error
    }
  }
}
