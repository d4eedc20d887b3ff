/// A disk whose bytes are kept in a store, as the manifest wants it.
public struct DeclaredVolume: Sendable {
  public var name: String
  /// Of the disk, without what a format adds.
  public var size: ByteSize
  /// One page blob, one file, or the prefix of block objects.
  public var backing: Location
  public var format = VolumeFormatChoice.raw
  /// Of block objects, chosen when the volume is created; nil is the program's own.
  public var blockSize: ByteSize?
  /// nil stores the disk's bytes as they are.
  public var encryption: VolumeEncryptionRules?
  /// nil caches nothing.
  public var cache: VolumeCacheRules?
  /// nil is a volume that nobody serves.
  public var serve: VolumeServeRules?
  /// Refuses to delete or shrink it, also when its entry is removed.
  public var preventDestroy = true
  /// Served for reading only.
  public var isReadOnly = false
  public var origins = Origins()

  public init(name: String, size: ByteSize, backing: Location) {
    self.name = name
    self.size = size
    self.backing = backing
  }
}
