import Glibc
import ResticRepository

extension Node {
  /// Owned by whoever runs the tests, who may not be allowed to give files away.
  var ownedByUs: Node {
    var node = self
    node.uid = geteuid()
    node.gid = getegid()
    return node
  }
}
