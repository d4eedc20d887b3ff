import Glibc

/// Asks why a name has no address; libcurl does not tell.
enum NameLookup {
  /// True where the name is known not to exist, false where nobody could be asked just now. Blocks.
  static func isUnknown(_ host: String) -> Bool {
    var list: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, nil, nil, &list)
    if status == 0 { freeaddrinfo(list) }
    return status == EAI_NONAME || status == noData
  }

  /// EAI_NODATA, which glibc keeps for those who ask for GNU extensions.
  private static let noData: Int32 = -5

  /// `host`, `host:port` and `[address]:port`.
  static func host(of authority: String) -> String {
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      return String(authority[authority.index(after: authority.startIndex)..<end])
    }
    return String(authority.prefix { $0 != ":" })
  }
}
