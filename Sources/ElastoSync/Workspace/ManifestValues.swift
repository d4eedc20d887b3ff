import Manifest

/// The manifest's grammar of values, for whoever reads them from elsewhere.
public enum ManifestValues {
  /// `90s`, `10m`, `2h30m`, `7d`; a year is 365 days, a month 30. Throws `.usage`.
  public static func duration(_ text: String) throws(RunError) -> Duration {
    guard let span = TimeSpan(parsing: text) else {
      throw RunError(.usage, "it is no length of time: write 90s, 10m or 2h30m", location: text)
    }
    return span.duration
  }

  /// Bytes: `512 B`, `1.5 GiB`, `40MB`. Throws `.usage`.
  public static func size(_ text: String) throws(RunError) -> Int64 {
    guard let size = ByteSize(parsing: text), let bytes = Int64(exactly: size.bytes) else {
      throw RunError(.usage, "it is no size: write 512 MiB, 20 GiB or 1.5 TiB", location: text)
    }
    return bytes
  }
}
