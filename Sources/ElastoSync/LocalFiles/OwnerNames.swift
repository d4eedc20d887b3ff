internal import Glibc

/// The names behind user and group ids, each asked for once. Not for several threads at a time.
///
/// An id without a name has the empty name, as restic records it.
public final class OwnerNames {
  private var users: [UInt32: String] = [:]
  private var groups: [UInt32: String] = [:]
  private var lastUser: (id: UInt32, name: String)?
  private var lastGroup: (id: UInt32, name: String)?

  public init() {}

  public func user(_ id: UInt32) -> String {
    if let lastUser, lastUser.id == id { return lastUser.name }
    let name = users[id] ?? Self.lookUpUser(id)
    users[id] = name
    lastUser = (id, name)
    return name
  }

  public func group(_ id: UInt32) -> String {
    if let lastGroup, lastGroup.id == id { return lastGroup.name }
    let name = groups[id] ?? Self.lookUpGroup(id)
    groups[id] = name
    lastGroup = (id, name)
    return name
  }

  private static func lookUpUser(_ id: UInt32) -> String {
    lookUp { buffer, capacity in
      var entry = passwd()
      var found: UnsafeMutablePointer<passwd>?
      let number = getpwuid_r(id, &entry, buffer, capacity, &found)
      return (number, found.flatMap { $0.pointee.pw_name })
    }
  }

  private static func lookUpGroup(_ id: UInt32) -> String {
    lookUp { buffer, capacity in
      var entry = Glibc.group()
      var found: UnsafeMutablePointer<Glibc.group>?
      let number = getgrgid_r(id, &entry, buffer, capacity, &found)
      return (number, found.flatMap { $0.pointee.gr_name })
    }
  }

  /// Calls `query` with more and more room until the entry fits: a group may have many members.
  private static func lookUp(
    _ query: (UnsafeMutablePointer<CChar>, Int) -> (number: Int32, name: UnsafeMutablePointer<CChar>?)
  ) -> String {
    var capacity = 4096
    while capacity <= 16 << 20 {
      let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: capacity)
      defer { buffer.deallocate() }
      let (number, name) = query(buffer, capacity)
      if number == ERANGE {
        capacity *= 4
        continue
      }
      return name.map { String(cString: $0) } ?? ""
    }
    return ""
  }
}
