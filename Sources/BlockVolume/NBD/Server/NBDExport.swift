/// A disk under a name.
public struct NBDExport: Sendable {
  /// Up to 4,096 bytes of UTF-8, not empty.
  public var name: String
  public var device: any BlockDevice
  /// For people who list exports.
  public var description: String
  /// Of a device that could be written as well.
  public var isReadOnly: Bool

  public init(_ name: String, _ device: any BlockDevice, description: String = "", isReadOnly: Bool = false) {
    self.name = name
    self.device = device
    self.description = description
    self.isReadOnly = isReadOnly
  }

  func isSame(as other: NBDExport) -> Bool {
    name.utf8.elementsEqual(other.name.utf8) && device === other.device && isReadOnly == other.isReadOnly
  }

  func offer(largest: Int) -> NBDOffer {
    NBDOffer(
      name: Array(name.utf8), description: Array(description.utf8), size: UInt64(max(0, device.size)),
      isReadOnly: isReadOnly || device.isReadOnly, block: UInt32(device.geometry.block),
      preferred: UInt32(min(max(device.geometry.preferred, device.geometry.block, 512), largest)),
      largest: UInt32(largest))
  }
}
