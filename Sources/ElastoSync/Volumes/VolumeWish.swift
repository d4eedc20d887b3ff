import BlockVolume
import Manifest

/// A volume as the manifest wants it, with what is only known when its key has been read.
struct VolumeWish: Sendable, Equatable {
  var name: String
  var location: String
  var format: VolumeFormat
  /// Bytes of the disk.
  var size: Int64
  var preventDestroy: Bool
  /// Of its key; nil for one that is not encrypted.
  var keyCheck: [UInt8]?
}

extension VolumeWish {
  init(_ volume: DeclaredVolume, keyCheck: [UInt8]?) {
    self.init(
      name: volume.name, location: "\(volume.backing)", format: VolumeFormat(volume.format),
      size: Int64(clamping: volume.size.bytes), preventDestroy: volume.preventDestroy, keyCheck: keyCheck)
  }
}

extension VolumeFormat {
  init(_ choice: VolumeFormatChoice) {
    switch choice {
    case .raw: self = .raw
    case .vhd: self = .vhd
    }
  }
}
