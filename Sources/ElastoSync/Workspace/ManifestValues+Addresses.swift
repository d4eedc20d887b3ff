public import BlockVolume
import Manifest

extension ManifestValues {
  /// `127.0.0.1:9810`, `unix:/run/metrics`: where this machine alone connects to; `nil` for anything else.
  public static func localAddress(_ text: String) -> NBDAddress? {
    guard let address = try? ListenAddress(parsing: text, relativeTo: "/"), address.isLocal else { return nil }
    return NBDAddress(address)
  }
}

extension NBDAddress {
  init(_ address: ListenAddress) {
    switch address {
    case .unix(let path): self = .unix(path: path)
    case .tcp(let host, let port): self = .tcp(host: host, port: port)
    }
  }
}
