/// How a disk lies in its storage.
public enum VolumeFormat: String, Sendable, Hashable, Codable, CaseIterable {
  /// Byte for byte.
  case raw
  /// A fixed VHD: byte for byte, and a footer behind the end. Whole MiB.
  case vhd
}

extension VolumeFormat {
  /// Bytes of storage for a disk of `size` bytes.
  public func stored(_ size: Int64) -> Int64 {
    switch self {
    case .raw: size
    case .vhd: size + Int64(VHDFooter.length)
    }
  }

  /// Throws where a disk cannot have `size` bytes.
  public func check(size: Int64, _ location: String) throws(BlockError) {
    let unit: Int64 = self == .vhd ? 1 << 20 : 512
    guard size > 0, size % unit == 0, size <= 1 << 60 else {
      let units = self == .vhd ? "whole MiB" : "whole sectors of 512 bytes"
      throw BlockError(
        .unsupported, "a disk in the format \(rawValue) cannot have \(size) bytes: choose \(units), at least one",
        location: location)
    }
  }
}
