import CCurl
import Glibc

/// What libcurl calls while it works on a transfer, always on the client's thread.
extension EasyHandle {
  static let header: elasto_curl_transfer = { bytes, size, count, context in
    guard let bytes, let transfer = EasyHandle.transfer(context) else { return 0 }
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer.receiveHead(line) ? line.count : EasyHandle.refusal
  }

  static let write: elasto_curl_transfer = { bytes, size, count, context in
    guard let bytes, let transfer = EasyHandle.transfer(context) else { return EasyHandle.refusal }
    let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
    switch transfer.receive(piece) {
    case .taken: return piece.count
    case .later: return Int(CURL_WRITEFUNC_PAUSE)
    case .refused: return EasyHandle.refusal
    }
  }

  static let read: elasto_curl_transfer = { bytes, size, count, context in
    guard let bytes, let transfer = EasyHandle.transfer(context) else { return Int(CURL_READFUNC_ABORT) }
    switch transfer.provide(UnsafeMutableRawBufferPointer(start: bytes, count: size * count)) {
    case .bytes(let count): return count
    case .later: return Int(CURL_READFUNC_PAUSE)
    case .refused: return Int(CURL_READFUNC_ABORT)
    }
  }

  static let seek: elasto_curl_seek = { context, offset, origin in
    guard let transfer = EasyHandle.transfer(context), origin == SEEK_SET, transfer.rewind(to: Int64(offset)) else {
      return CURL_SEEKFUNC_FAIL
    }
    return CURL_SEEKFUNC_OK
  }

  static let opened: elasto_curl_opened = { context, descriptor, _ in
    // Not for the programs that this process starts.
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    if let context { Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue().sockets.add(descriptor) }
    return Int32(CURL_SOCKOPT_OK)
  }

  private static let refusal = Int(CURL_WRITEFUNC_ERROR)

  private static func transfer(_ context: UnsafeMutableRawPointer?) -> HTTPTransfer? {
    context.flatMap { Unmanaged<EasyHandle>.fromOpaque($0).takeUnretainedValue().transfer }
  }
}
