/// The data of the options `info` and `go`.
///
///      0      4      4+n   6+n
///     +------+------+-----+-----+----
///     |length| name |count|kind | …
///     +------+------+-----+-----+----
struct NBDInfoRequest: Hashable {
  /// Empty for the default export.
  var name: [UInt8]
  /// Kinds of `NBDInformation`, and others that are not known here.
  var kinds: [UInt16]

  init(_ name: [UInt8], _ kinds: [UInt16] = []) {
    self.name = name
    self.kinds = kinds
  }

  /// `nil` unless the fields fill the data.
  init?(decoding data: [UInt8]) {
    var fields = BigEndianFields(data)
    guard let length = fields.next(UInt32.self), let name = fields.bytes(length), let count = fields.next(UInt16.self),
      fields.rest.count == 2 * Int(count)
    else { return nil }
    self.name = name
    kinds = (0..<count).compactMap { _ in fields.next() }
  }

  var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: UInt32(truncatingIfNeeded: name.count))
    bytes += name
    bytes.append(bigEndian: UInt16(truncatingIfNeeded: kinds.count))
    for kind in kinds { bytes.append(bigEndian: kind) }
    return bytes
  }
}
