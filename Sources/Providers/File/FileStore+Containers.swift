import Glibc

/// The containers of a folder are the folders beside it.
extension FileStore: ContainerStore {
  public func makeContainer() async throws(StoreError) -> Bool {
    try await threads.run { () throws(StoreError) in
      var status = stat()
      if stat(self.root, &status) == 0, status.isFolder { return false }
      _ = try self.rootFolderMaking()
      return true
    }
  }

  public func containersOfAccount() async throws(StoreError) -> [ContainerInfo] {
    try await threads.run { () throws(StoreError) in
      let parent = self.root.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(self.root[..<$0]) } ?? "."
      guard let folder = opendir(parent.isEmpty ? "/" : parent) else {
        throw StoreError(SystemError(number: errno), while: "listing", location: "file:\(parent)")
      }
      defer { closedir(folder) }
      var names: [String] = []
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
          field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        var status = stat()
        if !name.hasPrefix("."), fstatat(dirfd(folder), name, &status, 0) == 0, status.isFolder { names.append(name) }
      }
      return names.sorted(by: ObjectKey.precedes).map { ContainerInfo(name: $0) }
    }
  }
}
