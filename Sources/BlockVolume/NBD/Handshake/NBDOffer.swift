/// What a client may learn of an export before it uses it.
struct NBDOffer: Hashable {
  /// UTF-8, as on the wire.
  var name: [UInt8]
  var description: [UInt8]
  var size: UInt64
  var isReadOnly: Bool
  /// Bytes.
  var block: UInt32
  var preferred: UInt32
  var largest: UInt32

  func flags(hasStructuredReplies: Bool) -> NBDTransmissionFlags {
    var flags: NBDTransmissionFlags = [.hasFlags, .flush, .multipleConnections, .cache]
    if isReadOnly {
      flags.insert(.readOnly)
    } else {
      flags.formUnion([.forceUnitAccess, .trim, .writeZeroes, .fastZero])
    }
    if hasStructuredReplies { flags.insert(.dontFragment) }
    return flags
  }
}

/// What there is to choose from, at one moment.
struct NBDOffers: Hashable {
  var list: [NBDOffer]
  /// The name of the one that the empty name stands for.
  var standard: [UInt8]?

  subscript(name: [UInt8]) -> NBDOffer? {
    let wanted = name.isEmpty ? standard ?? name : name
    return list.first { $0.name == wanted }
  }
}
