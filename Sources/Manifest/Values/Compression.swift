/// How hard blobs are compressed: `off`, or a level of zstd.
public enum Compression: Hashable, Sendable, CustomStringConvertible {
  case off
  case level(Int)

  /// zstd's, without the levels that need more memory to read than restic allows.
  public static let levels = -7...19

  public init?(parsing text: some StringProtocol) {
    if text == "off" {
      self = .off
    } else if let level = Int(text), Self.levels.contains(level) {
      self = .level(level)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .off: "off"
    case .level(let level): "\(level)"
    }
  }
}
