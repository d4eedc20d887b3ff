extension BackupSummary {
  init(scanning scanner: inout JSONScanner) throws(JSONFault) {
    self.init(backupStart: .epoch, backupEnd: .epoch)
    try scanner.expect(UInt8(ascii: "{"))
    var isFirst = true
    while let key = try scanner.nextKey(isFirst: &isFirst) {
      let name = scanner.text(key)
      if let member = Self.counters.first(where: { $0.key.description == name })?.member {
        self[keyPath: member] = scanner.takeNull() ? 0 : try scanner.unsigned()
        continue
      }
      switch name {
      case "backup_start": backupStart = try scanner.time()
      case "backup_end": backupEnd = try scanner.time()
      case "data_blobs": dataBlobs = try scanner.signed()
      case "tree_blobs": treeBlobs = try scanner.signed()
      default: try scanner.skipValue()
      }
    }
  }

  private struct Counter {
    var key: StaticString
    var member: WritableKeyPath<BackupSummary, UInt64>
  }

  private static var counters: [Counter] {
    [
      Counter(key: "files_new", member: \.filesNew),
      Counter(key: "files_changed", member: \.filesChanged),
      Counter(key: "files_unmodified", member: \.filesUnmodified),
      Counter(key: "dirs_new", member: \.dirsNew),
      Counter(key: "dirs_changed", member: \.dirsChanged),
      Counter(key: "dirs_unmodified", member: \.dirsUnmodified),
      Counter(key: "data_added", member: \.dataAdded),
      Counter(key: "data_added_packed", member: \.dataAddedPacked),
      Counter(key: "total_files_processed", member: \.totalFilesProcessed),
      Counter(key: "total_bytes_processed", member: \.totalBytesProcessed),
    ]
  }
}

extension JSONOutput {
  mutating func append(_ summary: BackupSummary) {
    append("{\"backup_start\":")
    append(summary.backupStart)
    append(",\"backup_end\":")
    append(summary.backupEnd)
    appendCounter(",\"files_new\":", summary.filesNew)
    appendCounter(",\"files_changed\":", summary.filesChanged)
    appendCounter(",\"files_unmodified\":", summary.filesUnmodified)
    appendCounter(",\"dirs_new\":", summary.dirsNew)
    appendCounter(",\"dirs_changed\":", summary.dirsChanged)
    appendCounter(",\"dirs_unmodified\":", summary.dirsUnmodified)
    append(",\"data_blobs\":")
    append(summary.dataBlobs)
    append(",\"tree_blobs\":")
    append(summary.treeBlobs)
    appendCounter(",\"data_added\":", summary.dataAdded)
    appendCounter(",\"data_added_packed\":", summary.dataAddedPacked)
    appendCounter(",\"total_files_processed\":", summary.totalFilesProcessed)
    appendCounter(",\"total_bytes_processed\":", summary.totalBytesProcessed)
    append("}")
  }

  private mutating func appendCounter(_ key: StaticString, _ number: UInt64) {
    append(key)
    append(number)
  }
}
