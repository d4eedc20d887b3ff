/// Where a server listens.
public enum NBDAddress: Sendable, Hashable, CustomStringConvertible {
  /// A host's name or number; port 0 for one that the system chooses.
  case tcp(host: String, port: Int)
  /// A socket's path. Only this user (and root) may connect: it has mode 0600.
  case unix(path: String)

  /// An NBD URI, as `nbdinfo`, `nbdcopy` and qemu take it; an export's name goes behind a `/` of the first kind, and
  /// before the `?` of the second.
  public var description: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "nbd://[\(host)]:\(port)" : "nbd://\(host):\(port)"
    case .unix(let path): "nbd+unix:///?socket=\(path)"
    }
  }
}
