import Glibc

extension StoreError {
  /// What errno means for an object; `action` continues the sentence "… failed": "reading".
  init(_ error: SystemError, while action: String, location: String) {
    let number = error.number
    switch number {
    case ENOENT, ENOTDIR:
      self.init(.notFound, "there is no such object", location: location, cause: error)
    case ENOSPC, EDQUOT:
      let way = number == EDQUOT ? "raise the quota or free space in it" : "free space on that file system"
      self.init(.noSpace, "\(action) failed: \(error); \(way)", location: location, cause: error)
    case EACCES, EPERM:
      self.init(
        .accessDenied, "\(action) failed: \(error); check who owns the folder and its mode", location: location,
        cause: error)
    case EROFS:
      self.init(
        .accessDenied, "\(action) failed: \(error); mount the file system writable", location: location, cause: error)
    case ENAMETOOLONG, EILSEQ:
      self.init(
        .invalidKey, "\(action) failed: \(error); the file system takes no such name", location: location, cause: error)
    case EISDIR, EEXIST:
      self.init(
        .failed, "\(action) failed: a folder has this name; a folder and an object cannot share one",
        location: location, cause: error)
    case ETIMEDOUT:
      self.init(.timeout, "\(action) failed: \(error)", location: location, isRetryable: true, cause: error)
    case ESTALE, ENOTCONN, EHOSTDOWN, EHOSTUNREACH, EMFILE, ENFILE, ENOMEM, EAGAIN:
      self.init(.unavailable, "\(action) failed: \(error)", location: location, isRetryable: true, cause: error)
    case EIO:
      self.init(
        .failed, "\(action) failed: \(error); the disk may be failing, look into the kernel log", location: location,
        cause: error)
    default:
      self.init(.failed, "\(action) failed: \(error)", location: location, cause: error)
    }
  }
}
