import Glibc

/// Folders of a local tree. All of it blocks.
extension FileStore {
  /// Throws `.notFound` where there is no folder.
  func folderStatus(_ path: String) throws(StoreError) -> FileStatus {
    let folder = try openFolder(path)
    do throws(SystemError) {
      let status = try folder.status()
      return FileStatus(
        kind: .folder, modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec))
    } catch {
      throw StoreError(error, while: "looking at the folder", location: location(path))
    }
  }

  /// The names behind the cursor, at most `limit`: memory is that of one page, whatever the folder has.
  func readFolder(_ path: String, after cursor: String?, limit: Int) throws(StoreError) -> FileListing {
    let folder = try openFolder(path)
    var names: [String] = []
    do throws(SystemError) {
      let duplicate = try SystemError.check { openat(folder.raw, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
      guard let stream = fdopendir(duplicate) else {
        close(duplicate)
        throw SystemError(number: ENOMEM)
      }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
        }
        guard let name, name != ".", name != "..", !TemporaryName.isPart(of: name) else { continue }
        if let cursor, !ObjectKey.precedes(cursor, name) { continue }
        names.append(name)
        // Twice what is wanted, and then only the first.
        if names.count > 2 * limit + 1000 { names = Array(names.sorted(by: ObjectKey.precedes).prefix(limit + 1)) }
      }
    } catch {
      throw StoreError(error, while: "listing the folder", location: location(path))
    }
    names.sort(by: ObjectKey.precedes)
    var listing = FileListing(entries: [], next: names.count > limit ? names[limit - 1] : nil)
    for name in names.prefix(limit) {
      var status = stat()
      // Gone meanwhile, or a link to nothing.
      guard fstatat(folder.raw, name, &status, 0) == 0, status.isRegular || status.isFolder else { continue }
      listing.entries.append(
        FileListing.Entry(
          name: name, isFolder: status.isFolder, size: status.isFolder ? 0 : Int64(status.st_size),
          modified: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)))
    }
    return listing
  }

  func makeFolder(_ path: String) throws(StoreError) {
    try validate(path)
    let root = try rootFolder()
    do throws(SystemError) {
      _ = try SystemError.check { mkdirat(root, path, permissions.folder) }
      let (parent, _) = Self.split(path)
      try FileDescriptor.open(parent.isEmpty ? "." : String(parent), at: root, O_RDONLY | O_DIRECTORY).synchronize()
    } catch {
      if error.number == EEXIST {
        throw StoreError(.conditionFailed, "it is there already", location: location(path), cause: error)
      }
      throw StoreError(error, while: "making the folder", location: location(path))
    }
  }

  func removeFolder(_ path: String) throws(StoreError) {
    if !path.isEmpty { try validate(path) }
    do throws(SystemError) {
      if path.isEmpty {
        _ = try SystemError.check { rmdir(self.root) }
      } else {
        let root = try Result { () throws(StoreError) in try rootFolder() }.mapError { _ in
          SystemError(number: ENOENT)
        }.get()
        _ = try SystemError.check { unlinkat(root, path, AT_REMOVEDIR) }
      }
    } catch {
      switch error.number {
      case ENOENT: return
      case ENOTEMPTY, EEXIST:
        throw StoreError(
          .failed, "the folder is not empty; remove what is in it first", location: location(path), cause: error)
      case ENOTDIR: throw StoreError(.failed, "this is a file and no folder", location: location(path), cause: error)
      default: throw StoreError(error, while: "removing the folder", location: location(path))
      }
    }
  }

  private func openFolder(_ path: String) throws(StoreError) -> FileDescriptor {
    if !path.isEmpty { try validate(path) }
    let root = try rootFolder()
    do throws(SystemError) {
      return try FileDescriptor.open(path.isEmpty ? "." : path, at: root, O_RDONLY | O_DIRECTORY)
    } catch {
      throw StoreError(error, while: "opening the folder", location: location(path))
    }
  }
}
