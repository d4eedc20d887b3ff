/// How a disk's bytes lie in an image: a file or a stream.
public enum ImageFormat: String, Sendable, CaseIterable {
  case raw
  /// A fixed VHD.
  case vhd
}
