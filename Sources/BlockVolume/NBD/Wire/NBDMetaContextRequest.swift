/// The data of the options `listMetaContext` and `setMetaContext`.
///
///      0      4      4+n    8+n
///     +------+------+------+------+-------+----
///     |length| name |count |length| query | …
///     +------+------+------+------+-------+----
struct NBDMetaContextRequest: Hashable {
  /// Of the export.
  var name: [UInt8]
  var queries: [[UInt8]]

  init(_ name: [UInt8], _ queries: [[UInt8]]) {
    self.name = name
    self.queries = queries
  }

  /// `nil` unless the fields fill the data.
  init?(decoding data: [UInt8]) {
    var fields = BigEndianFields(data)
    guard let length = fields.next(UInt32.self), let name = fields.bytes(length), let count = fields.next(UInt32.self)
    else { return nil }
    self.name = name
    queries = []
    for _ in 0..<count {
      // Each takes four bytes at least: a count that lies ends here.
      guard let length = fields.next(UInt32.self), let query = fields.bytes(length) else { return nil }
      queries.append(query)
    }
    guard fields.rest.isEmpty else { return nil }
  }

  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: UInt32(truncatingIfNeeded: name.count))
    bytes += name
    bytes.append(bigEndian: UInt32(truncatingIfNeeded: queries.count))
    for query in queries {
      bytes.append(bigEndian: UInt32(truncatingIfNeeded: query.count))
      bytes += query
    }
    return bytes
  }
}
