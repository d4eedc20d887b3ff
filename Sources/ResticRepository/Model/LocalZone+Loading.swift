import Glibc

extension LocalZone {
  private static let databases = [
    "/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/usr/lib/locale/TZ/", "/etc/zoneinfo/",
  ]

  /// The zone of this process: `TZ`, else `/etc/localtime`, else UTC.
  ///
  /// Reads a file; ask once and keep it.
  public static func current() -> LocalZone {
    guard let value = getenv("TZ") else { return load(path: "/etc/localtime") ?? .utc }
    return named(String(cString: value)) ?? .utc
  }

  /// A zone by its name in the system's database, such as `Europe/Berlin`, or by the path of its file.
  ///
  /// `nil` when there is no such zone. An empty name is UTC.
  public static func named(_ name: String) -> LocalZone? {
    let bare = name.hasPrefix(":") ? String(name.dropFirst()) : name
    if bare.isEmpty || bare == "UTC" { return .utc }
    if bare.hasPrefix("/") { return load(path: bare) }
    if bare.split(separator: "/").contains("..") { return nil }
    for database in databases {
      if let zone = load(path: database + bare) { return zone }
    }
    return nil
  }

  private static func load(path: String) -> LocalZone? {
    guard let file = fopen(path, "rbe") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    guard count > 0, count < bytes.count else { return nil }
    return LocalZone(decoding: Array(bytes[..<count]))
  }
}
