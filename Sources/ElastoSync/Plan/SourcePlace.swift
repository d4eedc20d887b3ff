/// Where the walk of a source stands.
enum SourcePlace: Sendable {
  /// On the way from `/` to the source's paths: only what leads there is looked at.
  case onTheWay(SourceSkeleton)
  /// Inside one of the source's paths: where, without the leading `/`, and that path's file system.
  case inside(path: [UInt8], rootDevice: UInt64)
  /// A folder that is kept without what is in it.
  case keptEmpty

  /// Where a file called `name` in a folder at `path` is.
  static func path(of name: [UInt8], in path: [UInt8]) -> [UInt8] {
    path.isEmpty ? name : path + [UInt8(ascii: "/")] + name
  }
}

/// A directory's entry that belongs to the source, and where the walk stands when it goes there.
struct SelectedEntry: Sendable {
  var entry: LocalEntry
  var place: SourcePlace
}
