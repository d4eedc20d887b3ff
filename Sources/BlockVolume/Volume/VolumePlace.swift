public import Providers

/// Where a volume is, or is to be.
public struct VolumePlace: Sendable {
  /// Makes and opens the image.
  public var namespace: any PageNamespace
  /// Holds the record beside it; the same container, bucket or folder.
  public var store: any ObjectStore
  public var key: String
  /// As people write it: `az:disks/vm.vhd`.
  public var description: String

  public init(namespace: any PageNamespace, store: any ObjectStore, key: String, description: String) {
    self.namespace = namespace
    self.store = store
    self.key = key
    self.description = description
  }

  /// Behind the image in listings.
  var recordKey: String { "\(key).elasto-volume" }
}
