import Glibc

/// Snapshots are files of the folder `NAME.snapshots`, named by the time they were made.
extension SparseFilePages {
  private var snapshotsName: String { "\(fileName).snapshots" }

  public func makeSnapshot() async throws(StoreError) -> PageSnapshot {
    // Alone, so that each page is the old one or the new one.
    try await changing(0..<Int64.max, .exclusive) { file, flag throws(StoreError) in
      try file.synchronize()
      let snapshots = try self.attempt("opening the folder of snapshots") { () throws(SystemError) in
        try self.makeSnapshotsFolder()
      }
      let temporary = TemporaryName.make()
      let copy = SparseFile(
        try self.attempt("making the snapshot") { () throws(SystemError) in
          try FileDescriptor.open(temporary, at: snapshots.raw, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o400)
        }, location: file.location, faults: file.faults)
      do throws(StoreError) {
        try file.copy(to: copy, flag)
        try copy.synchronize()
        return try self.publish(copy, temporary, in: snapshots.raw)
      } catch {
        unlinkat(snapshots.raw, temporary, 0)
        throw error
      }
    }
  }

  public func snapshots(after cursor: String?, limit: Int) async throws(StoreError) -> PageSnapshotList {
    try await blocking { _, _ throws(StoreError) in
      let ids = try self.snapshotIDs().filter { id in cursor.map { ObjectKey.precedes($0, id) } ?? true }
      let page = ids.prefix(max(1, limit))
      var list = PageSnapshotList(snapshots: [], next: page.count < ids.count ? page.last : nil)
      for id in page {
        // One that was deleted meanwhile is not there.
        guard let size = try? self.snapshotFile(id).size() else { continue }
        list.snapshots.append(PageSnapshot(id: id, size: size, created: SnapshotTime(id)?.nanoseconds))
      }
      return list
    }
  }

  public func openSnapshot(_ id: String) async throws(StoreError) -> any PageReader {
    try await blocking { _, _ throws(StoreError) in
      SparseFileSnapshot(try self.snapshotFile(id), name: "\(self.name)@\(id)", of: self)
    }
  }

  public func deleteSnapshot(_ id: String) async throws(StoreError) {
    try await changing(0..<0) { _, _ throws(StoreError) in
      guard SnapshotTime(id) != nil else { return }
      do throws(SystemError) {
        let folder = try self.openSnapshotsFolder()
        _ = try SystemError.check { unlinkat(folder.raw, id, 0) }
        try folder.synchronize()
      } catch {
        if error.number != ENOENT { throw StoreError(error, while: "deleting the snapshot", location: self.name) }
      }
    }
  }

  func snapshotFile(_ id: String) throws(StoreError) -> SparseFile {
    guard SnapshotTime(id) != nil else { throw StoreError(noSnapshot: id, location: name) }
    do throws(SystemError) {
      let folder = try openSnapshotsFolder()
      return SparseFile(
        try FileDescriptor.open(id, at: folder.raw, O_RDONLY | O_NOFOLLOW), location: "\(name)@\(id)")
    } catch {
      if error.number == ENOENT { throw StoreError(noSnapshot: id, location: name) }
      throw StoreError(error, while: "opening the snapshot", location: name)
    }
  }

  /// Gives the copy the first free name from this moment on.
  private func publish(_ copy: SparseFile, _ temporary: String, in folder: Int32) throws(StoreError) -> PageSnapshot {
    var time = SnapshotTime(nanoseconds: now())
    do throws(SystemError) {
      while true {
        do throws(SystemError) {
          try FileStore.renameIfAbsent(temporary, to: time.text, in: folder)
          break
        } catch {
          guard error.number == EEXIST else { throw error }
          time.nanoseconds += 1
        }
      }
      _ = try SystemError.check { fsync(folder) }
    } catch {
      throw StoreError(error, while: "naming the snapshot", location: name)
    }
    return PageSnapshot(id: time.text, size: try copy.size(), created: time.nanoseconds)
  }

  /// Ascending. A name takes 30 bytes in memory.
  private func snapshotIDs() throws(StoreError) -> [String] {
    do throws(SystemError) {
      let folder = try openSnapshotsFolder()
      let duplicate = try SystemError.check { dup(folder.raw) }
      guard let stream = fdopendir(duplicate) else {
        Glibc.close(duplicate)
        return []
      }
      defer { closedir(stream) }
      var ids: [String] = []
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if SnapshotTime(name) != nil { ids.append(name) }
      }
      return ids.sorted(by: ObjectKey.precedes)
    } catch {
      if error.number == ENOENT { return [] }
      throw StoreError(error, while: "listing the snapshots", location: name)
    }
  }

  private func openSnapshotsFolder() throws(SystemError) -> FileDescriptor {
    try FileDescriptor.open(snapshotsName, at: folder.raw, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
  }

  private func makeSnapshotsFolder() throws(SystemError) -> FileDescriptor {
    if mkdirat(folder.raw, snapshotsName, 0o700) == 0 { try folder.synchronize() }
    return try openSnapshotsFolder()
  }

  private func attempt<T: ~Copyable>(
    _ action: String, _ body: () throws(SystemError) -> T
  ) throws(StoreError) -> T {
    do throws(SystemError) {
      return try body()
    } catch {
      throw StoreError(error, while: action, location: name)
    }
  }
}
