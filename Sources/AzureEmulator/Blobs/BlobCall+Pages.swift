/// Page blobs: random writes in sectors of 512 bytes.
extension BlobCall {
  private static let largestWrite: Int64 = 4 << 20

  func putPage() throws(StorageFault) -> EmulatorReply {
    let body = try request.checkedBody()
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
    guard range.count <= Self.largestWrite else { throw .tooLarge }
    let bytes = try sourceBytes()
    guard bytes.count == range.count else {
      throw .invalidHeader("x-ms-source-range", request["x-ms-source-range"] ?? "")
    }
    return try writePages(bytes, to: range)
  }

  /// Writes `bytes`, or clears.
  private func writePages(_ bytes: [UInt8]?, to range: Range<Int64>) throws(StorageFault) -> EmulatorReply {
    let (stamp, _) = try change { blob throws(StorageFault) -> Void in
      guard let number = blob.stamp.sequenceNumber else { throw .wrongType }
      try checkSequence(number)
      guard range.upperBound <= blob.length else {
        throw StorageFault(416, "InvalidPageRange", "The range of pages is invalid: it ends behind the blob.")
      }
      blob.changePages { pages in
        if let bytes { pages.write(bytes[...], at: range.lowerBound) } else { pages.clear(range) }
      }
    }
    return written(
      stamp, 201, (bytes.map(sums) ?? []) + [("x-ms-blob-sequence-number", stamp.sequenceNumber.map { "\($0)" })])
  }

  private func checkSequence(_ number: Int64) throws(StorageFault) {
    let failed = StorageFault(412, "SequenceNumberConditionNotMet", "The condition on the sequence number is not met.")
    if let bound = try request.number("x-ms-if-sequence-number-le"), number > bound { throw failed }
    if let bound = try request.number("x-ms-if-sequence-number-lt"), number >= bound { throw failed }
    if let wanted = try request.number("x-ms-if-sequence-number-eq"), number != wanted { throw failed }
  }

  private func pageRange(_ text: String?, _ field: String) throws(StorageFault) -> Range<Int64> {
    guard let text else { throw .missingHeader(field) }
    guard let range = ByteRange(text)?.whole, range.lowerBound % SparsePages.sector == 0,
      range.upperBound % SparsePages.sector == 0
    else { throw StorageFault(416, "InvalidPageRange", "The range of pages is not one of whole pages.") }
    return range
  }

  func getPageRanges() throws(StorageFault) -> EmulatorReply {
    let limit = try request.pageLimit(10_000)
    let previous = request.parameter("prevsnapshot")
    let selector = try selector()
    let (blob, earlier) = try onEntry { entry, _ throws(StorageFault) -> (Blob, Blob?) in
      guard let blob = entry.blob(selector) else { throw .blobNotFound }
      try checkConditions(blob, isRead: true)
      try checkReadLease(blob.lease)
      guard let previous else { return (blob, nil) }
      guard let earlier = entry.blob(.snapshot(previous)) else {
        throw StorageFault(409, "PreviousSnapshotNotFound", "The earlier snapshot is not there.")
      }
      if case .snapshot(let time) = selector, time < previous {
        throw StorageFault(
          409, "PreviousSnapshotCannotBeNewer", "The earlier snapshot is later than the one asked for.")
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

  /// Of Set Blob Properties: another length, another sequence number. `nil` where the request has neither.
  func reshaping(_ blob: Blob) throws(StorageFault) -> (length: Int64, number: Int64)? {
    let action = request["x-ms-sequence-number-action"]?.lowercased()
    guard request["x-ms-blob-content-length"] != nil || action != nil else { return nil }
    guard case .page(let pages, let old) = blob.content else { throw .wrongType }
    let length = request["x-ms-blob-content-length"] == nil ? pages.length : try pageBlobLength()
    let given = try request.number("x-ms-blob-sequence-number")
    guard given ?? 0 >= 0 else { throw .invalidHeader("x-ms-blob-sequence-number", "\(given ?? 0)") }
    switch action {
    case nil: return (length, old)
    case "increment":
      guard old < .max else {
        throw StorageFault(409, "SequenceNumberIncrementTooLarge", "The sequence number cannot be incremented.")
      }
      return (length, old + 1)
    case "max": return (length, max(old, given ?? 0))
    case "update":
      guard let given else { throw .missingHeader("x-ms-blob-sequence-number") }
      return (length, given)
    case let action?: throw .invalidHeader("x-ms-sequence-number-action", action)
    }
  }
}
