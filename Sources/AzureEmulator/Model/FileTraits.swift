/// What files and directories have alike.
struct FileTraits: Sendable {
  private static let permissionKey = "1*1"
  private static let allowedAttributes: Set = [
    "None", "ReadOnly", "Hidden", "System", "Archive", "Directory", "Offline", "NotContentIndexed", "NoScrubData",
    "Temporary",
  ]

  var name: String
  let id: UInt64
  var parentID: UInt64
  var etag: String
  /// Of the object, as HTTP understands it.
  var modified: StorageTime
  var created: StorageTime
  /// Of the file, as SMB understands it: can be set, and stays where a request says so.
  var lastWrite: StorageTime
  var changed: StorageTime
  var attributes: String
  var permissionKey = Self.permissionKey
  var metadata: [String: String] = [:]

  init(name: String, parentID: UInt64, attributes: String, _ books: inout AccountBooks, at now: StorageTime) {
    self.name = name
    self.parentID = parentID
    self.attributes = attributes
    id = books.nextID()
    etag = books.nextETag()
    (modified, created, lastWrite, changed) = (now, now, now, now)
  }

  mutating func touch(_ books: inout AccountBooks, at now: StorageTime) {
    etag = books.nextETag()
    (modified, changed) = (now, now)
  }

  /// Takes what a request says of times and attributes. Throws before anything is taken.
  mutating func take(_ request: EmulatorRequest, at now: StorageTime) throws(StorageFault) {
    func time(_ field: String, or old: StorageTime) throws(StorageFault) -> StorageTime {
      switch request[field]?.lowercased() {
      case nil, "preserve": return old
      case "now": return now
      case let text?:
        guard let time = StorageTime(text.uppercased()) else { throw .invalidHeader(field, text) }
        return time
      }
    }
    let created = try time("x-ms-file-creation-time", or: created)
    let lastWrite = try time("x-ms-file-last-write-time", or: lastWrite)
    let changed = try time("x-ms-file-change-time", or: changed)
    if let text = request["x-ms-file-attributes"], text.lowercased() != "preserve" {
      let names = text.split { $0 == "|" || $0 == " " || $0 == "," }.map(String.init)
      guard !names.isEmpty, names.allSatisfy(Self.allowedAttributes.contains) else {
        throw .invalidHeader("x-ms-file-attributes", text)
      }
      attributes = names.joined(separator: " | ")
    }
    (self.created, self.lastWrite, self.changed) = (created, lastWrite, changed)
    if let key = request["x-ms-file-permission-key"] { permissionKey = key }
  }

  var fields: [(String, String?)] {
    [
      ("ETag", etag), ("Last-Modified", modified.http), ("x-ms-file-permission-key", permissionKey),
      ("x-ms-file-attributes", attributes), ("x-ms-file-creation-time", created.iso),
      ("x-ms-file-last-write-time", lastWrite.iso), ("x-ms-file-change-time", changed.iso), ("x-ms-file-id", "\(id)"),
      ("x-ms-file-parent-id", "\(parentID)"),
    ]
  }
}
