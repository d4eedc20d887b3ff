/// `EnumerationResults` of List Directories and Files.
struct AzureDirectoryReply: XMLModel {
  private(set) var entries: [AzureFilesStore.DirectoryEntry] = []
  /// Where the next page begins; empty at the end.
  private(set) var nextMarker = ""
  /// A name that is no text, or a file without a size.
  private(set) var faultyName: String?
  private var entry = AzureFilesStore.DirectoryEntry(name: "", isDirectory: false, size: -1)

  static func accepts(root: String) -> Bool { root == "EnumerationResults" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.name) {
    case (4, "Name"): entry.name = name(text, isEncoded: path.attributes["Encoded"] == "true")
    case (5, "Content-Length"): entry.size = Int64(text) ?? -1
    case (5, "Etag"): entry.etag = EntityTag.bare(text)
    case (5, "Last-Modified"): entry.modified = UTCTime(httpDate: text)?.nanoseconds
    case (3, "File"):
      if entry.size < 0 { faultyName = entry.name }
      take()
    case (3, "Directory"):
      entry.isDirectory = true
      entry.size = 0
      take()
    case (2, "NextMarker"): nextMarker = text
    default: break
    }
  }

  private mutating func take() {
    entries.append(entry)
    entry = AzureFilesStore.DirectoryEntry(name: "", isDirectory: false, size: -1)
  }

  private mutating func name(_ text: String, isEncoded: Bool) -> String {
    guard isEncoded else { return text }
    if let name = PercentEncoding.decode(text) { return name }
    faultyName = text
    return text
  }
}
