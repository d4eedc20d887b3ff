import CZstd

/// Why bytes could not be compressed or unpacked.
public struct CompressionError: Error, Sendable, CustomStringConvertible {
  public enum Code: Sendable, Hashable {
    /// A level that zstd does not have.
    case invalidLevel
    /// The result does not fit into the room for it.
    case noRoom
    /// Not a zstd frame, cut short, or altered.
    case damaged
    /// zstd has no memory, or failed in another way.
    case failed
  }

  public var code: Code
  /// One sentence for the user: what failed, and the way out.
  public var message: String
  /// Always `zstd`.
  public var location: String { "zstd" }
  /// The error underneath.
  public var cause: (any Error)? { nil }

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  public var description: String { "\(location): \(message)" }

  /// What zstd says with `status`, for which `ZSTD_isError` holds.
  init(status: Int) {
    let reason = String(cString: ZSTD_getErrorName(status))
    switch ZSTD_getErrorCode(status) {
    case ZSTD_error_dstSize_tooSmall:
      self.init(.noRoom, "the result does not fit into the room for it")
    case ZSTD_error_memory_allocation:
      self.init(.failed, "there is not enough memory (\(reason))")
    case ZSTD_error_prefix_unknown, ZSTD_error_corruption_detected, ZSTD_error_checksum_wrong, ZSTD_error_srcSize_wrong,
      ZSTD_error_version_unsupported, ZSTD_error_frameParameter_unsupported,
      ZSTD_error_frameParameter_windowTooLarge, ZSTD_error_dictionary_wrong, ZSTD_error_dictionary_corrupted:
      self.init(.damaged, "the compressed data is damaged (\(reason))")
    default:
      self.init(.failed, "\(reason)")
    }
  }
}
