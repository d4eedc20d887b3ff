internal import CElastoSystem
internal import Glibc
import ResticRepository

/// The system calls; each returns `nil` or the error number.
extension MetadataWriter {
  static func isNotPermitted(_ number: Int32) -> Bool { number == EPERM }

  func setOwner(of file: File, user: UInt32, group: UInt32) -> Int32? {
    switch file {
    case .descriptor(let descriptor): outcome(fchown(descriptor, user, group))
    case .handle(let handle): outcome(elasto_chown_handle(handle, user, group))
    }
  }

  func setMode(of file: File, to mode: UInt32) -> Int32? {
    switch file {
    case .descriptor(let descriptor): outcome(fchmod(descriptor, mode))
    case .handle(let handle): outcome(elasto_chmod_handle(handle, mode))
    }
  }

  func setTimes(of file: File, _ node: Node) -> Int32? {
    let accessed = node.atime
    let modified = node.mtime
    switch file {
    case .descriptor(let descriptor):
      let times = [
        timespec(tv_sec: Int(accessed.seconds), tv_nsec: Int(accessed.nanoseconds)),
        timespec(tv_sec: Int(modified.seconds), tv_nsec: Int(modified.nanoseconds)),
      ]
      return outcome(futimens(descriptor, times))
    case .handle(let handle):
      return outcome(
        elasto_set_times_of_handle(
          handle, accessed.seconds, Int(accessed.nanoseconds), modified.seconds, Int(modified.nanoseconds)))
    }
  }

  func set(_ name: [UInt8], to value: [UInt8], of file: File) -> Int32? {
    value.withUnsafeBytes { value in
      name.withName { name in
        switch file {
        case .descriptor(let descriptor):
          outcome(elasto_fsetxattr(descriptor, name, value.baseAddress, value.count))
        case .handle(let handle):
          outcome(elasto_setxattr_of_handle(handle, name, value.baseAddress, value.count))
        }
      }
    }
  }

  func remove(_ name: [UInt8], of file: File) -> Int32? {
    name.withName { name in
      switch file {
      case .descriptor(let descriptor): outcome(elasto_fremovexattr(descriptor, name))
      case .handle(let handle): outcome(elasto_removexattr_of_handle(handle, name))
      }
    }
  }

  /// None where the file system keeps none.
  func attributeNames(of file: File) -> [[UInt8]] {
    let list = listBuffer.baseAddress?.assumingMemoryBound(to: CChar.self)
    let count =
      switch file {
      case .descriptor(let descriptor): elasto_flistxattr(descriptor, list, listBuffer.count)
      case .handle(let handle): elasto_listxattr_of_handle(handle, list, listBuffer.count)
      }
    guard count > 0 else { return [] }
    return listBuffer[..<count].split(separator: 0).map { Array($0) }
  }

  private func outcome(_ result: Int32) -> Int32? { result == 0 ? nil : errno }
}
