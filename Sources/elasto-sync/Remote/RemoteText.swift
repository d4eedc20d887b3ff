import ElastoSync
import ResticRepository

/// What listings name, for people and programs.
struct RemoteText {
  let isLong: Bool
  let isHuman: Bool
  private let zone = LocalZone.current()

  init(isLong: Bool, isHuman: Bool) {
    self.isLong = isLong
    self.isHuman = isHuman
  }

  func show(_ entry: RemoteEntry, _ session: Session) {
    if session.isJSON {
      session.emit("remote_entry") { Self.add(entry, to: &$0) }
    } else {
      session.print(isLong ? line(entry) : FileSystemPath(entry.name).displayed)
    }
  }

  /// Every fact about one object, a line each.
  func details(_ entry: RemoteEntry) -> [String] {
    var lines = ["address   \(entry.address.displayed)", "kind      \(entry.kind.rawValue)"]
    if entry.kind == .object { lines.append("size      \(entry.size) (\(QuantityText.bytes(entry.size)))") }
    if let modified = entry.modified { lines.append("modified  \(GoTime(nanosecondsSince1970: modified).rfc3339)") }
    if let etag = entry.etag { lines.append("etag      \(FileSystemPath(etag).displayed)") }
    if let tier = entry.tier { lines.append("tier      \(FileSystemPath(tier).displayed)") }
    for (name, value) in entry.metadata.sorted(by: { $0.key < $1.key }) {
      lines.append("metadata  \(FileSystemPath("\(name)=\(value)").displayed)")
    }
    return lines
  }

  /// The members that an entry has in JSON.
  static func add(_ entry: RemoteEntry, to object: inout JSONObject) {
    object.add("kind", entry.kind.rawValue)
    object.add("address", entry.address.description)
    object.add("name", entry.name)
    if entry.kind == .object { object.add("size", entry.size) }
    object.add("modified", ifPresent: entry.modified.map { GoTime(nanosecondsSince1970: $0).rfc3339 })
    object.add("etag", ifPresent: entry.etag)
    object.add("tier", ifPresent: entry.tier)
    guard !entry.metadata.isEmpty else { return }
    var metadata = JSONObject()
    for (name, value) in entry.metadata.sorted(by: { $0.key < $1.key }) { metadata.add(name, value) }
    object.add("metadata", metadata)
  }

  private func line(_ entry: RemoteEntry) -> String {
    let size = entry.kind == .object ? (isHuman ? QuantityText.bytes(entry.size) : "\(entry.size)") : "-"
    let time = entry.modified.map { GoTime(nanosecondsSince1970: $0).text(in: zone) } ?? "-"
    return "\(Self.padded(size, isHuman ? 9 : 15)) \(Self.padded(time, 19)) \(FileSystemPath(entry.name).displayed)"
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
