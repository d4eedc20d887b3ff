/// What a `MemoryStore` holds: objects ascending by the bytes of their key.
struct MemoryContents: Sendable {
  private var objects: [MemoryObject] = []
  private var version = 0

  func object(_ key: String) -> MemoryObject? {
    let index = position(of: key)
    return isThere(key, at: index) ? objects[index] : nil
  }

  /// `nil` where the condition does not hold. The ETag is a number that goes up where none is given.
  mutating func insert(
    _ key: String, _ bytes: [UInt8], _ metadata: [String: String], modified: Int64, _ condition: PutCondition,
    etag: String? = nil
  ) -> ObjectInfo? {
    let index = position(of: key)
    let isThere = isThere(key, at: index)
    switch condition {
    case .always: break
    case .ifAbsent: if isThere { return nil }
    case .ifMatch(let etag): guard isThere, objects[index].info.etag == etag else { return nil }
    }
    version += 1
    let info = ObjectInfo(
      key: key, size: Int64(bytes.count), etag: etag ?? "v\(version)", modified: modified, metadata: metadata)
    let object = MemoryObject(info: info, bytes: bytes)
    if isThere {
      objects[index] = object
    } else {
      objects.insert(object, at: index)
    }
    return info
  }

  mutating func remove(_ key: String) {
    let index = position(of: key)
    if isThere(key, at: index) { objects.remove(at: index) }
  }

  func page(prefix: String, after cursor: String?, limit: Int) -> ListPage {
    var index = position(of: prefix)
    if let cursor, !ObjectKey.precedes(cursor, prefix) {
      index = position(of: cursor)
      if isThere(cursor, at: index) { index += 1 }
    }
    let selected = objects[index...].prefix(while: { ObjectKey.hasPrefix($0.info.key, prefix) })
    var page = selected.prefix(limit).map(\.info)
    for index in page.indices { page[index].metadata = [:] }
    return ListPage(objects: page, next: page.count < selected.count ? page.last?.key : nil)
  }

  /// Where the key is, or would be.
  private func position(of key: String) -> Int {
    var range = 0..<objects.count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      if ObjectKey.precedes(objects[middle].info.key, key) {
        range = middle + 1..<range.upperBound
      } else {
        range = range.lowerBound..<middle
      }
    }
    return range.lowerBound
  }

  private func isThere(_ key: String, at index: Int) -> Bool {
    index < objects.count && objects[index].info.key.utf8.elementsEqual(key.utf8)
  }
}
