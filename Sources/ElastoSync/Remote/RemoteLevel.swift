import Providers

/// One level of a store that has no folders: keys become the names of what is in it.
///
/// What is below a folder is passed over, so that a level costs a request for each page of it, and at most one more for
/// each folder.
struct RemoteLevel: Sendable {
  /// What all keys of the level begin with: empty, or ending in a slash.
  let base: String
  /// Where the next page begins; `nil` at the end.
  private(set) var cursor: String?
  private let point: RemotePoint
  private let namePrefix: String
  private var lastFolder: [UInt8] = []

  init(_ point: RemotePoint, prefix: String) {
    self.point = point
    base = prefix.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(prefix[...$0]) } ?? ""
    namePrefix = RemoteListing.rest(of: prefix, behind: base)
  }

  mutating func take(_ page: ListPage) -> [RemoteEntry] {
    var entries: [RemoteEntry] = []
    for info in page.objects {
      let name = RemoteListing.rest(of: info.key, behind: base)
      guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else {
        entries.append(RemoteListing.entry(info, in: point, name: name))
        continue
      }
      let folder = String(name[..<slash])
      if folder.utf8.elementsEqual(lastFolder) { continue }
      lastFolder = Array(folder.utf8)
      entries.append(self.folder(folder))
    }
    cursor = page.next
    if cursor != nil, !lastFolder.isEmpty, let last = page.objects.last {
      let folder = "\(base)\(String(decoding: lastFolder, as: UTF8.self))/"
      // Behind every key of the folder, and before whatever comes after it.
      if last.key.utf8.starts(with: folder.utf8) { cursor = "\(folder)\u{10FFFF}\u{10FFFF}" }
    }
    return entries
  }

  /// A file or folder of this machine; `nil` for what is neither, or has another name than is looked for.
  func entry(_ name: String, _ status: LocalFile.Status) -> RemoteEntry? {
    guard name.utf8.starts(with: namePrefix.utf8) else { return nil }
    if status.isFolder { return folder(name) }
    guard status.isRegular else { return nil }
    return RemoteListing.entry(
      ObjectInfo(key: base + name, size: status.size, modified: status.modified), in: point, name: name)
  }

  private func folder(_ name: String) -> RemoteEntry {
    RemoteEntry(.folder, point.address(of: base + name, isPrefix: true), name: "\(name)/")
  }
}
