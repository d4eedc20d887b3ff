/// The way from the root of the file system to a source's paths: a tree of names that ends in folders and files which
/// are taken whole.
public final class SourceRoute: Sendable {
  /// This place is one of the source's paths, and all below it belongs to the source.
  public let isSource: Bool
  private let branches: [[UInt8]: SourceRoute]

  private init(isSource: Bool, branches: [[UInt8]: SourceRoute]) {
    self.isSource = isSource
    self.branches = branches
  }

  /// A path below another of the list is a part of that.
  ///
  /// - Parameter paths: absolute, without `.`, `..` and empty parts.
  public convenience init(_ paths: [FileSystemPath]) {
    self.init(paths.map { $0.bytes.split(separator: UInt8(ascii: "/")).map(Array.init)[...] })
  }

  private convenience init(_ paths: [ArraySlice<[UInt8]>]) {
    let isSource = paths.contains { $0.isEmpty }
    let groups = isSource ? [:] : Dictionary(grouping: paths) { $0.first ?? [] }
    self.init(
      isSource: isSource, branches: groups.mapValues { SourceRoute($0.map { $0.dropFirst() }) })
  }

  /// Where a name leads from here; `nil` where it is not on the way, or already inside a source.
  public func next(_ name: [UInt8]) -> SourceRoute? { branches[name] }

  /// Whether an absolute path lies on the way to the source or inside it.
  public func covers(_ path: [UInt8]) -> Bool {
    var place = self
    for name in path.split(separator: UInt8(ascii: "/")) {
      if place.isSource { return name != [UInt8(ascii: "."), UInt8(ascii: ".")] }
      guard let next = place.next(Array(name)) else { return false }
      place = next
    }
    return true
  }
}
