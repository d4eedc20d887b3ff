import Glibc

/// A user's numbers, as a program that runs as this user needs them.
struct UserIdentity {
  var user: uid_t
  var group: gid_t
  var groups: [gid_t]
  var home: String

  init(named name: String) throws(ChildProcessError) {
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    var buffer = [CChar](repeating: 0, count: 16_384)
    guard getpwnam_r(name, &entry, &buffer, buffer.count, &found) == 0, found != nil else {
      throw ChildProcessError(.user, "there is no user \"\(name)\"")
    }
    user = entry.pw_uid
    group = entry.pw_gid
    home = entry.pw_dir.map { String(cString: $0) } ?? "/"
    var count: Int32 = 64
    var list = [gid_t](repeating: 0, count: Int(count))
    if getgrouplist(name, group, &list, &count) < 0 {
      list = [gid_t](repeating: 0, count: Int(count))
      guard getgrouplist(name, group, &list, &count) >= 0 else {
        throw ChildProcessError(.user, "the groups of user \"\(name)\" cannot be read")
      }
    }
    groups = Array(list.prefix(Int(count)))
  }
}
