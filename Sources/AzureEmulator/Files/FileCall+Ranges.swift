/// Put Range, Put Range From URL, List Ranges.
extension FileCall {
  func putRange() throws(StorageFault) -> EmulatorReply {
    let body = try request.checkedBody()
    let range = try range()
    switch request["x-ms-write"]?.lowercased() {
    case "update":
      guard range.count <= Self.largestRange else { throw .tooLarge }
      guard body.count == range.count else { throw .invalidHeader("Content-Length", "\(body.count)") }
      return try write(body, to: range)
    case "clear":
      guard body.isEmpty else { throw .invalidHeader("Content-Length", "\(body.count)") }
      return try write(nil, to: range)
    case let action: throw .invalidHeader("x-ms-write", action ?? "")
    }
  }

  func putRangeFromURL() throws(StorageFault) -> EmulatorReply {
    let range = try range()
    guard range.count <= Self.largestRange else { throw .tooLarge }
    let source = try source()
    guard let text = request["x-ms-source-range"] else { throw .missingHeader("x-ms-source-range") }
    guard let wanted = ByteRange(text) else { throw .invalidHeader("x-ms-source-range", text) }
    let part = try wanted.resolved(in: source.content.length)
    guard part.count == range.count else { throw .invalidHeader("x-ms-source-range", text) }
    let bytes = ByteSource(source.content, part)
    if let given = request["x-ms-source-content-crc64"], given != Sums.crc64(bytes) { throw .crc64Mismatch }
    return try write(bytes.joined(), to: range)
  }

  private func range() throws(StorageFault) -> Range<Int64> {
    guard let text = request["x-ms-range"] ?? request["range"] else { throw .missingHeader("Range") }
    guard let range = ByteRange(text)?.whole else { throw .invalidHeader("Range", text) }
    return range
  }

  /// Writes `bytes`, or clears.
  private func write(_ bytes: [UInt8]?, to range: Range<Int64>) throws(StorageFault) -> EmulatorReply {
    let (fields, _) = try changeFile { file throws(StorageFault) -> Void in
      guard range.upperBound <= file.content.length else { throw .invalidRange }
      if let bytes { file.content.write(bytes[...], at: range.lowerBound) } else { file.content.clear(range) }
      if request["x-ms-file-last-write-time"]?.lowercased() != "preserve" { file.traits.lastWrite = now }
    }
    let kept = ["ETag", "Last-Modified", "x-ms-file-last-write-time"]
    let sum = bytes.map { [("Content-MD5", Optional(Sums.md5($0)))] } ?? []
    return EmulatorReply(
      201, fields.filter { kept.contains($0.0) } + [("x-ms-request-server-encrypted", "true")] + sum)
  }

  /// Those that were written; or, with an earlier snapshot of the share, those that were written or cleared since.
  func listRanges() throws(StorageFault) -> EmulatorReply {
    let limit = try request.pageLimit(.max)
    let file = try findFile()
    try checkReadLease(file.lease)
    let length = file.content.length
    var range = 0..<length
    if let text = request["x-ms-range"] ?? request["range"] {
      guard let wanted = ByteRange(text) else { throw .invalidHeader("Range", text) }
      range = try wanted.resolved(in: length)
    }
    var items = file.content.ranges(in: range).map { (range: $0, isClear: false) }
    if let time = request.parameter("prevsharesnapshot") {
      let changes = file.content.changes(since: try earlier(time), in: range)
      items = changes.written.map { ($0, false) } + changes.cleared.map { ($0, true) }
      items.sort { $0.range.lowerBound < $1.range.lowerBound }
    }
    let start = request.parameter("marker").flatMap { Int64($0) } ?? 0
    let rest = items.drop { $0.range.lowerBound < start }
    let xml = XMLWriter.document { xml in
      xml.element("Ranges") { xml in
        for item in rest.prefix(limit) {
          xml.element(item.isClear ? "ClearRange" : "Range") { xml in
            xml.text("Start", "\(item.range.lowerBound)")
            xml.text("End", "\(item.range.upperBound - 1)")
          }
        }
        xml.text("NextMarker", rest.dropFirst(limit).first.map { "\($0.range.lowerBound)" })
      }
    }
    return EmulatorReply(
      200, xml: xml,
      [
        ("ETag", file.traits.etag), ("Last-Modified", file.traits.modified.http), ("x-ms-content-length", "\(length)"),
      ])
  }

  /// The content that the file had; nothing where it was not there.
  private func earlier(_ time: String) throws(StorageFault) -> SparsePages {
    let (name, path) = (try shareName(), try path())
    return try account.step { state throws(StorageFault) -> SparsePages in
      guard let snapshot = state.shares[name]?.snapshots[time] else {
        throw StorageFault(409, "PreviousSnapshotNotFound", "The earlier snapshot is not there.")
      }
      return snapshot.root.file(path)?.content ?? SparsePages(length: 0)
    }
  }
}
