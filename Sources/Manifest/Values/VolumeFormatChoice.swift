/// How a disk lies in its backing.
public enum VolumeFormatChoice: String, Hashable, Sendable, CaseIterable {
  /// The disk's bytes and nothing else.
  case raw
  /// The disk's bytes and the footer of a fixed VHD behind them.
  case vhd
}
