import HTTPTypes

/// Directories of a share.
extension AzureFilesStore {
  /// Throws `.notFound` where there is no directory.
  func directoryStatus(_ path: String) async throws(StoreError) -> FileStatus {
    _ = try await sender.send(
      request(.head, path, [("restype", "directory")], action: "looking at the directory"))
    return FileStatus(kind: .folder)
  }

  /// The names behind the cursor, at most `limit`: memory is that of one page, and of one of the service.
  func readDirectory(_ path: String, after cursor: String?, limit: Int) async throws(StoreError) -> FileListing {
    var entries: [DirectoryEntry] = []
    var marker = ""
    repeat {
      let reply = try await directoryPage(path, prefix: "", marker: marker)
      entries += reply.entries.filter { entry in
        !TemporaryName.isPart(of: entry.name) && (cursor.map { ObjectKey.precedes($0, entry.name) } ?? true)
      }
      entries = Array(entries.sorted { ObjectKey.precedes($0.name, $1.name) }.prefix(limit + 1))
      marker = reply.nextMarker
    } while !marker.isEmpty
    return FileListing(
      entries: entries.prefix(limit).map {
        FileListing.Entry(
          name: $0.name, isFolder: $0.isDirectory, size: $0.size, modified: $0.isDirectory ? nil : $0.modified)
      }, next: entries.count > limit ? entries[limit - 1].name : nil)
  }

  func makeDirectory(_ path: String) async throws(StoreError) {
    do throws(StoreError) {
      _ = try await sender.send(request(.put, path, [("restype", "directory")], action: "making the folder"))
    } catch {
      switch (error.cause as? AzureFailure)?.code {
      case "ResourceAlreadyExists":
        throw StoreError(.conditionFailed, "it is there already", location: location(path), cause: error)
      case "ParentNotFound":
        throw StoreError(
          .notFound, "there is no folder around it; make that first", location: location(path), cause: error)
      default: throw error
      }
    }
  }

  func removeDirectory(_ path: String) async throws(StoreError) {
    do throws(StoreError) {
      _ = try await sender.send(request(.delete, path, [("restype", "directory")], action: "removing the folder"))
    } catch {
      if error.code == .notFound { return }
      guard (error.cause as? AzureFailure)?.code == "DirectoryNotEmpty" else { throw error }
      throw StoreError(
        .failed, "the folder is not empty; remove what is in it first", location: location(path), cause: error)
    }
  }
}
