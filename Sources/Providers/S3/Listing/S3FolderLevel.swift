/// One folder of a server that lists by folders: what is in it, in the order of keys.
///
/// The server gives names in ascending order, those of folders without a slash at their end. In the order of keys a
/// folder `a` stands where `a/` would: behind `a!` and `a-b`. So an entry waits until no later name can come before it.
struct S3FolderLevel {
  enum Entry {
    case object(ObjectInfo)
    /// With its final slash.
    case folder(String)

    var sortKey: String {
      switch self {
      case .object(let info): info.key
      case .folder(let path): path
      }
    }
  }

  /// With its final slash; empty for the bucket.
  let folder: String
  /// What names must begin with.
  let namePrefix: String
  private let cursor: String?
  private var waiting: [Entry] = []
  /// The last name that the server gave, with the folder before it.
  private(set) var position: String?
  private var isAtEnd = false

  /// Begins behind `cursor`, where that is inside of the folder.
  init(folder: String, namePrefix: String, cursor: String?) {
    self.folder = folder
    self.namePrefix = namePrefix
    self.cursor = cursor
    guard let cursor, ObjectKey.hasPrefix(cursor, folder) else { return }
    let rest = Array(cursor.utf8.dropFirst(folder.utf8.count))
    let name = rest.prefix { $0 != UInt8(ascii: "/") }
    guard !name.isEmpty else { return }
    // The server goes on behind this name, and leaves out the folder of the same name. Folders whose name is the
    // beginning of this one may come behind the cursor too: `a/` behind `a-b`. Whether they exist shows when it is
    // their turn.
    position = folder + String(decoding: name, as: UTF8.self)
    for (index, byte) in name.enumerated() where index > 0 && byte < UInt8(ascii: "/") { expect(name.prefix(index)) }
    expect(name)
  }

  /// The next entry; `nil` where the server must be asked for more first, or at the end.
  mutating func next() -> Entry? {
    guard let first = waiting.first else { return nil }
    let isDue = isAtEnd || position.map { !ObjectKey.precedes($0, first.sortKey) } ?? false
    return isDue ? waiting.removeFirst() : nil
  }

  /// There is nothing more to come.
  var isExhausted: Bool { isAtEnd && waiting.isEmpty }

  /// With their final slashes, in the order of keys.
  var foldersToCome: [String] {
    waiting.lazy.compactMap { if case .folder(let path) = $0 { path } else { nil } }.prefix(S3FolderPages.atOnce).map(
      \.self)
  }

  mutating func take(_ reply: S3ListReply, location: String) throws(StoreError) {
    var last = position
    for object in reply.objects {
      last = later(last, object.key)
      if cursor.map({ ObjectKey.precedes($0, object.key) }) ?? true { waiting.append(.object(object)) }
    }
    for folder in reply.folders where folder.utf8.last == UInt8(ascii: "/") {
      last = later(last, String(Substring(folder.utf8.dropLast())))
      if !isWaiting(folder) { waiting.append(.folder(folder)) }
    }
    isAtEnd = !reply.isTruncated
    guard isAtEnd || !(last ?? "").utf8.elementsEqual((position ?? "").utf8) else {
      throw StoreError(.failed, "listing failed: the store promises more and gives nothing new", location: location)
    }
    position = last
    // Behind an object that ends the page, a folder of its name would be left out.
    if !isAtEnd, let last, !isWaiting("\(last)/") { waiting.append(.folder("\(last)/")) }
    waiting.sort { ObjectKey.precedes($0.sortKey, $1.sortKey) }
  }

  private mutating func expect(_ name: ArraySlice<UInt8>) {
    let text = String(decoding: name, as: UTF8.self)
    if ObjectKey.hasPrefix(text, namePrefix) { waiting.append(.folder("\(folder)\(text)/")) }
  }

  private func isWaiting(_ folder: String) -> Bool {
    waiting.contains { if case .folder(let path) = $0 { path.utf8.elementsEqual(folder.utf8) } else { false } }
  }

  private func later(_ last: String?, _ name: String) -> String {
    if let last, !ObjectKey.precedes(last, name) { return last }
    return name
  }
}
