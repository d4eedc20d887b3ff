/// What an import or export moved.
public struct ImageTransfer: Sendable {
  public var format: ImageFormat
  /// Bytes of the disk, holes included.
  public var size: Int64
  /// Bytes that were written at the destination.
  public var written: Int64
}
