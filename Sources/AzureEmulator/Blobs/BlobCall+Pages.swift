/// Page blobs: random writes in sectors of 512 bytes.
extension BlobCall {
  private static let largestWrite: Int64 = 4 << 20

  func putPage() throws(StorageFault) -> EmulatorReply {
    let body = try checkedBody()
    let range = try pageRange(request["x-ms-range"] ?? request["range"], "Range")
    switch request["x-ms-page-write"]?.lowercased() {
    case "update":
      guard range.count <= Self.largestWrite else { throw .tooLarge }
      guard body.count == range.count else { throw .invalidHeader("Content-Length", "\(body.count)") }
      return try writePages(body, to: range)
    case "clear":
      guard body.isEmpty else { throw .invalidHeader("Content-Length", "\(body.count)") }
      return try writePages(nil, to: range)
    case let action: throw .invalidHeader("x-ms-page-write", action ?? "")
    }
  }

  func putPageFromURL() throws(StorageFault) -> EmulatorReply {
    let range = try pageRange(request["x-ms-range"] ?? request["range"], "Range")
    let bytes = try sourceBytes()
    guard range.count <= Self.largestWrite, bytes.count == range.count else {
      throw .invalidHeader("x-ms-source-range", request["x-ms-source-range"] ?? "")
    }
    return try writePages(bytes, to: range)
  }

  /// Writes `bytes`, or clears.
  private func writePages(_ bytes: [UInt8]?, to range: Range<Int64>) throws(StorageFault) -> EmulatorReply {
    let (blob, number) = try account.step { state throws(StorageFault) -> (Blob, Int64) in
      var sequence: Int64 = 0
      let blob = try change(&state) { blob throws(StorageFault) in
        guard case .page(var pages, let number) = blob.content else { throw .wrongType }
        sequence = number
        try checkSequence(number)
        guard range.upperBound <= pages.length else {
          throw StorageFault(416, "InvalidPageRange", "The range of pages is invalid: it ends behind the blob.")
        }
        // One holder only while it is written, or all of its pages would be copied.
        blob.content = .block([])
        if let bytes { pages.write(bytes[...], at: range.lowerBound) } else { pages.clear(range) }
        blob.content = .page(pages, sequenceNumber: number)
      }
      return (blob, sequence)
    }
    return written(blob, 201, (bytes.map(sums) ?? []) + [("x-ms-blob-sequence-number", "\(number)")])
  }

  private func checkSequence(_ number: Int64) throws(StorageFault) {
    let failed = StorageFault(412, "SequenceNumberConditionNotMet", "The condition on the sequence number is not met.")
    if let bound = try request.number("x-ms-if-sequence-number-le"), number > bound { throw failed }
    if let bound = try request.number("x-ms-if-sequence-number-lt"), number >= bound { throw failed }
    if let wanted = try request.number("x-ms-if-sequence-number-eq"), number != wanted { throw failed }
  }

  private func pageRange(_ text: String?, _ field: String) throws(StorageFault) -> Range<Int64> {
    guard let text else { throw .missingHeader(field) }
    guard let range = ByteRange(text), let last = range.last, range.first % SparsePages.sector == 0,
      (last + 1) % SparsePages.sector == 0
    else { throw StorageFault(416, "InvalidPageRange", "The range of pages is not one of whole pages.") }
    return range.first..<last + 1
  }

  func getPageRanges() throws(StorageFault) -> EmulatorReply {
    let limit = try request.parameter("maxresults") == nil ? 10_000 : min(10_000, pageLimit())
    let previous = request.parameter("prevsnapshot")
    let name = try blobName()
    let (blob, earlier) = try account.step { state throws(StorageFault) -> (Blob, Blob?) in
      let blob = try findBlob(in: &state)
      try checkConditions(blob, isRead: true)
      try checkReadLease(blob.lease)
      guard let previous else { return (blob, nil) }
      guard let earlier = try findContainer(in: &state).snapshots[name]?[previous] else {
        throw StorageFault(409, "PreviousSnapshotNotFound", "The earlier snapshot is not there.")
      }
      return (blob, earlier)
    }
    guard case .page(let pages, _) = blob.content else { throw .wrongType }
    var range = 0..<pages.length
    if let text = request["x-ms-range"] ?? request["range"] {
      guard let wanted = ByteRange(text) else { throw .invalidHeader("Range", text) }
      range = try wanted.resolved(in: pages.length)
    }
    var items = pages.ranges(in: range).map { (range: $0, isClear: false) }
    if let earlier {
      guard case .page(let old, _) = earlier.content else { throw .wrongType }
      let changes = pages.changes(since: old, in: range)
      items = changes.written.map { ($0, false) } + changes.cleared.map { ($0, true) }
      items.sort { $0.range.lowerBound < $1.range.lowerBound }
    }
    return ranges(items, of: blob, limit: limit)
  }

  /// One page of ranges; its marker is where the next one begins.
  private func ranges(
    _ items: [(range: Range<Int64>, isClear: Bool)], of blob: Blob, limit: Int
  ) -> EmulatorReply {
    let start = request.parameter("marker").flatMap { Int64($0) } ?? 0
    let rest = items.filter { $0.range.lowerBound >= start }
    let xml = XMLWriter.document { xml in
      xml.element("PageList") { xml in
        for item in rest.prefix(limit) {
          xml.element(item.isClear ? "ClearRange" : "PageRange") { xml in
            xml.text("Start", "\(item.range.lowerBound)")
            xml.text("End", "\(item.range.upperBound - 1)")
          }
        }
        xml.text("NextMarker", rest.dropFirst(limit).first.map { "\($0.range.lowerBound)" } ?? "")
      }
    }
    return EmulatorReply(
      200, xml: xml,
      [
        ("ETag", blob.etag), ("Last-Modified", blob.modified.http), ("x-ms-blob-content-length", "\(blob.length)"),
      ])
  }

  /// Of Set Blob Properties: another length, another sequence number.
  func reshape(_ blob: inout Blob) throws(StorageFault) {
    guard request["x-ms-blob-content-length"] != nil || request["x-ms-sequence-number-action"] != nil else { return }
    guard case .page(var pages, var number) = blob.content else { throw .wrongType }
    if request["x-ms-blob-content-length"] != nil { pages.resize(to: try pageBlobLength()) }
    let given = try request.number("x-ms-blob-sequence-number")
    switch request["x-ms-sequence-number-action"]?.lowercased() {
    case nil: break
    case "increment": number += 1
    case "max": number = max(number, given ?? 0)
    case "update":
      guard let given else { throw .missingHeader("x-ms-blob-sequence-number") }
      number = given
    case let action?: throw .invalidHeader("x-ms-sequence-number-action", action)
    }
    blob.content = .page(pages, sequenceNumber: number)
  }
}
