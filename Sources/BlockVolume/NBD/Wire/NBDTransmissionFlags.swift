/// What an export can do.
struct NBDTransmissionFlags: OptionSet, Hashable {
  let rawValue: UInt16

  /// Always set.
  static let hasFlags = NBDTransmissionFlags(rawValue: 1 << 0)
  static let readOnly = NBDTransmissionFlags(rawValue: 1 << 1)
  static let flush = NBDTransmissionFlags(rawValue: 1 << 2)
  static let forceUnitAccess = NBDTransmissionFlags(rawValue: 1 << 3)
  static let trim = NBDTransmissionFlags(rawValue: 1 << 5)
  static let writeZeroes = NBDTransmissionFlags(rawValue: 1 << 6)
  static let dontFragment = NBDTransmissionFlags(rawValue: 1 << 7)
  /// What one connection flushed is seen and durable for all.
  static let multipleConnections = NBDTransmissionFlags(rawValue: 1 << 8)
  static let cache = NBDTransmissionFlags(rawValue: 1 << 10)
  static let fastZero = NBDTransmissionFlags(rawValue: 1 << 11)
}
