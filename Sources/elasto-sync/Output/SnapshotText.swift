import Cryptography
import ElastoSync
import ResticRepository

/// Snapshots for people and programs.
enum SnapshotText {
  static func table(_ snapshots: [(id: StorageID, snapshot: Snapshot)], zone: LocalZone) -> TextTable {
    var table = TextTable([
      .init(title: "ID"), .init(title: "TIME"), .init(title: "HOST"), .init(title: "JOB"), .init(title: "SOURCE"),
      .init(title: "TAGS"), .init(title: "PATHS"),
    ])
    for (id, snapshot) in snapshots {
      let identity = snapshot.identity
      let tags = snapshot.tags.filter { tag in !(identity?.tags.contains(tag) ?? false) }
      table.add([
        id.short, snapshot.time.text(in: zone), shown(snapshot.hostname), shown(identity?.job ?? "-"),
        shown(identity?.source ?? "-"), tags.isEmpty ? "-" : tags.map(shown).joined(separator: ","),
        snapshot.paths.map(shown).joined(separator: " "),
      ])
    }
    return table
  }

  /// The members that a snapshot has in JSON.
  static func add(_ id: StorageID, _ snapshot: Snapshot, to object: inout JSONObject) {
    object.add("id", id.hex)
    object.add("short_id", id.short)
    object.add("snapshot_time", snapshot.time.rfc3339)
    object.add("hostname", snapshot.hostname)
    object.add("job", ifPresent: snapshot.identity?.job)
    object.add("source", ifPresent: snapshot.identity?.source)
    object.add("username", snapshot.username)
    object.add("tags", snapshot.tags)
    object.add("paths", snapshot.paths)
    object.add("tree", snapshot.tree.hex)
    object.add("parent", ifPresent: snapshot.parent?.hex)
    object.add("program_version", snapshot.programVersion)
  }

  private static func shown(_ text: String) -> String { FileSystemPath(text).displayed }
}
