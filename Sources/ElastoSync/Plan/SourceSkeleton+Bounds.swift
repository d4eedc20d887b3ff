extension SourceSkeleton {
  /// The next place on the way; `nil` for a name that is not on it, and inside a root.
  func child(named name: [UInt8]) -> SourceSkeleton? {
    children.first { $0.name == name }
  }

  /// Whether an absolute path lies on the way to a root, or inside one.
  func covers(_ path: [UInt8]) -> Bool {
    var place = self
    for name in path.split(separator: UInt8(ascii: "/")) {
      guard name != [UInt8(ascii: "."), UInt8(ascii: ".")] else { return false }
      if place.isRoot { continue }
      guard let next = place.child(named: Array(name)) else { return false }
      place = next
    }
    return true
  }
}
