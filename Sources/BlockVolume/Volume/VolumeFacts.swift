import Providers

/// What is known of a volume that is there.
public struct VolumeFacts: Sendable, Hashable {
  /// Tells it from every other volume, for ever.
  public var id: String
  public var format: VolumeFormat
  /// Bytes of the disk.
  public var size: Int64
  /// Deleting and shrinking need to be allowed.
  public var preventDestroy: Bool
  /// Of an encrypted volume: `VolumeKey.check()`.
  public var keyCheck: [UInt8]?

  /// - Parameter id: `nil` for a new one.
  public init(
    id: String? = nil, format: VolumeFormat, size: Int64, preventDestroy: Bool = true, keyCheck: [UInt8]? = nil
  ) {
    self.id = id ?? PageLease.newID()
    self.format = format
    self.size = size
    self.preventDestroy = preventDestroy
    self.keyCheck = keyCheck
  }
}
