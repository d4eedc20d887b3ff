extension IndexFile {
  /// The file's JSON, in the order and spacing that restic writes.
  package func encoded() -> [UInt8] {
    var output = JSONOutput(capacity: 64 + packs.count * 90 + entries.count * 170)
    output.append("{")
    if !supersedes.isEmpty {
      output.append("\"supersedes\":[")
      for (position, id) in supersedes.enumerated() {
        if position > 0 { output.append(",") }
        output.append(id)
      }
      output.append("],")
    }
    output.append("\"packs\":[")
    for (position, pack) in packs.enumerated() {
      output.append(position > 0 ? ",{\"id\":" : "{\"id\":")
      output.append(pack.id)
      output.append(",\"blobs\":[")
      for index in pack.entries {
        if index > pack.entries.lowerBound { output.append(",") }
        Self.append(entries[index], to: &output)
      }
      output.append("]}")
    }
    output.append("]}")
    return output.withBytes { Array($0) }
  }

  private static func append(_ entry: PackEntry, to output: inout JSONOutput) {
    output.append("{\"id\":")
    output.append(entry.id)
    output.append(entry.kind == .data ? ",\"type\":\"data\",\"offset\":" : ",\"type\":\"tree\",\"offset\":")
    output.append(UInt64(entry.offset))
    output.append(",\"length\":")
    output.append(UInt64(entry.length))
    if entry.uncompressedLength != 0 {
      output.append(",\"uncompressed_length\":")
      output.append(UInt64(entry.uncompressedLength))
    }
    output.append("}")
  }
}
