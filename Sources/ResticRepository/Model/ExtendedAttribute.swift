/// One extended attribute; ACLs are the ones called `system.posix_acl_…`.
public struct ExtendedAttribute: Sendable, Hashable {
  /// As the kernel lists it, name space included. Bytes that are not UTF-8 become U+FFFD in a tree.
  public var name: [UInt8]
  /// `nil` where the tree says `null`: restic writes that for an attribute it could list but not read.
  public var value: [UInt8]?

  public init(name: [UInt8], value: [UInt8]?) {
    self.name = name
    self.value = value
  }
}
