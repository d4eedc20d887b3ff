import Glibc

/// A listening socket.
final class NBDListener: Sendable {
  let address: NBDAddress
  private let raw: Int32
  /// The device and inode of the socket's file.
  private let file: [UInt64]?

  private init(_ raw: Int32, _ address: NBDAddress, file: [UInt64]? = nil) {
    self.raw = raw
    self.address = address
    self.file = file
  }

  deinit { close(raw) }

  /// Another descriptor of the same socket, for whoever accepts by other means.
  func duplicate() -> Int32 { fcntl(raw, F_DUPFD_CLOEXEC, 0) }

  static func listen(on address: NBDAddress) throws(BlockError) -> NBDListener {
    switch address {
    case .tcp(let host, let port): try listen(host, port)
    case .unix(let path): try listen(path)
    }
  }

  /// The next connection; `nil` once `stop` was called.
  func accept() -> NBDSocket? {
    while true {
      let connection = Glibc.accept(raw, nil, nil)
      if connection >= 0 {
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        let socket = NBDSocket(owning: connection)
        socket.prepare(isTCP: file == nil)
        return socket
      }
      switch errno {
      case EMFILE, ENFILE, ENOBUFS, ENOMEM:
        // Somebody has to close something first. The pause ends early when the listener stops.
        var none = pollfd(fd: raw, events: 0, revents: 0)
        if poll(&none, 1, 100) > 0 { return nil }
      case EINVAL, EBADF, ENOTSOCK, EOPNOTSUPP: return nil
      // The connection is gone again.
      default: continue
      }
    }
  }

  /// No more connections, from now on; a socket's file goes where it is still this one's.
  func stop() {
    shutdown(raw, Int32(SHUT_RDWR))
    if case .unix(let path) = address, let file, Self.identity(of: path) == file { unlink(path) }
  }

  // MARK: - TCP

  private static func listen(_ host: String, _ port: Int) throws(BlockError) -> NBDListener {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = Int32(AI_PASSIVE) | Int32(AI_NUMERICSERV)
    var list: UnsafeMutablePointer<addrinfo>?
    let location = NBDAddress.tcp(host: host, port: port).description
    guard (0...65535).contains(port), getaddrinfo(host, "\(port)", &hints, &list) == 0, let list else {
      throw BlockError(.notFound, "there is no such address to listen on", location: location)
    }
    defer { freeaddrinfo(list) }
    let raw = socket(list.pointee.ai_family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var on: Int32 = 1
    setsockopt(raw, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    guard raw >= 0, bind(raw, list.pointee.ai_addr, list.pointee.ai_addrlen) == 0, Glibc.listen(raw, 1024) == 0 else {
      throw failure("listening", location, raw)
    }
    return NBDListener(raw, .tcp(host: host, port: boundPort(raw) ?? port))
  }

  private static func boundPort(_ raw: Int32) -> Int? {
    var storage = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let isKnown = withUnsafeMutablePointer(to: &storage) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(raw, $0, &size) }
    }
    guard isKnown == 0 else { return nil }
    // The port is at the same place in both families.
    return withUnsafeBytes(of: storage) { Int($0[2]) << 8 | Int($0[3]) }
  }

  // MARK: - Unix

  /// Under another name first: nobody can connect before the mode is right, and what was there goes at once.
  private static func listen(_ path: String) throws(BlockError) -> NBDListener {
    let location = NBDAddress.unix(path: path).description
    try checkStale(path, location)
    let temporary = "\(path).\(getpid() % 100_000)"
    let raw = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard raw >= 0 else { throw failure("opening a socket", location, raw) }
    unlink(temporary)
    guard try withAddress(of: temporary, location, { bind(raw, $0, $1) }) == 0 else {
      throw failure("making the socket", location, raw)
    }
    let file = identity(of: temporary)
    guard chmod(temporary, 0o600) == 0, Glibc.listen(raw, 1024) == 0, rename(temporary, path) == 0 else {
      let error = failure("listening", location, raw)
      unlink(temporary)
      throw error
    }
    return NBDListener(raw, .unix(path: path), file: file)
  }

  /// Only a socket on which nobody listens any more may be replaced.
  private static func checkStale(_ path: String, _ location: String) throws(BlockError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw BlockError(.failed, "there is a file of that name, and it is no socket: choose another", location: location)
    }
    let probe = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(probe) }
    guard try withAddress(of: path, location, { connect(probe, $0, $1) }) != 0, errno == ECONNREFUSED else {
      throw BlockError(
        .unavailable, "another server listens there: stop it, or choose another path", location: location)
    }
  }

  private static func withAddress(
    of path: String, _ location: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws(BlockError) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let isShort = withUnsafeMutableBytes(of: &address.sun_path) { place in
      guard path.utf8.count < place.count else { return false }
      place.copyBytes(from: path.utf8)
      return true
    }
    guard isShort else {
      throw BlockError(.unsupported, "a socket's path has 100 bytes at most: choose a shorter one", location: location)
    }
    return withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
    }
  }

  private static func identity(of path: String) -> [UInt64]? {
    var status = stat()
    return lstat(path, &status) == 0 ? [UInt64(status.st_dev), UInt64(status.st_ino)] : nil
  }

  /// Closes the socket.
  private static func failure(_ action: String, _ location: String, _ raw: Int32) -> BlockError {
    let number = errno
    if raw >= 0 { close(raw) }
    return BlockError(
      number == EADDRINUSE ? .unavailable : .failed, "\(action) failed: \(String(cString: strerror(number)))",
      location: location)
  }
}
