/// `EnumerationResults` of List Blobs, of which only the snapshots of one blob are kept.
struct AzureSnapshotsReply: XMLModel {
  private let key: String
  private(set) var snapshots: [PageSnapshot] = []
  /// Where the next page begins; empty at the end.
  private(set) var nextMarker = ""
  /// There are blobs behind the one that is looked for.
  private(set) var isPast = false
  private var name = ""
  private var snapshot = PageSnapshot(id: "")

  init(key: String) { self.key = key }

  static func accepts(root: String) -> Bool { root == "EnumerationResults" }

  mutating func end(_ path: XMLPath, text: String) {
    switch (path.depth, path.parent, path.name) {
    case (4, "Blob", "Name"):
      name = path.attributes["Encoded"] == "true" ? PercentEncoding.decode(text) ?? text : text
    case (4, "Blob", "Snapshot"): snapshot.id = text
    case (5, "Properties", "Content-Length"): snapshot.size = Int64(text)
    case (3, "Blobs", "Blob"):
      if ObjectKey.precedes(key, name) { isPast = true }
      if name.utf8.elementsEqual(key.utf8), !snapshot.id.isEmpty {
        snapshot.created = UTCTime(iso8601: snapshot.id)?.nanoseconds
        snapshots.append(snapshot)
      }
      snapshot = PageSnapshot(id: "")
    case (2, _, "NextMarker"): nextMarker = text
    default: break
    }
  }
}
