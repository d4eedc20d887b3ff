import Glibc

/// The sockets that libcurl has opened, to ask the kernel what it still has to send. Used by the client's thread.
///
/// libcurl says when it opens one and not reliably which transfer uses it, but it knows the transfer's local port.
final class OpenSockets {
  /// Closed ones stay until their number is used again: they have no port, or another.
  private var descriptors: Set<Int32> = []

  func add(_ descriptor: Int32) { descriptors.insert(descriptor) }

  /// Bytes that the socket at `localPort` has taken and the other side has not acknowledged; 0 where it is not found.
  func queuedBytes(localPort: Int) -> Int {
    guard let descriptor = descriptors.first(where: { Self.localPort(of: $0) == localPort }) else { return 0 }
    var queued: Int32 = 0
    return ioctl(descriptor, UInt(TIOCOUTQ), &queued) == 0 ? Int(queued) : 0
  }

  private static func localPort(of descriptor: Int32) -> Int? {
    var address = sockaddr_storage()
    var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutableBytes(of: &address) { bytes in
      guard let base = bytes.baseAddress,
        getsockname(descriptor, base.assumingMemoryBound(to: sockaddr.self), &size) == 0
      else { return nil }
      let family = Int32(bytes.load(as: sa_family_t.self))
      guard family == AF_INET || family == AF_INET6 else { return nil }
      // The port is at the same place in both kinds of addresses.
      return Int(UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: in_port_t.self)))
    }
  }
}
