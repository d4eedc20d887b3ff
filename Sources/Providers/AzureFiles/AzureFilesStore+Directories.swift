import HTTPTypes

extension AzureFilesStore {
  /// What a directory has in it, one level deep, in the service's order.
  public struct DirectoryEntry: Sendable, Hashable {
    public var name: String
    public var isDirectory: Bool
    /// Bytes; 0 for a directory.
    public var size: Int64
    /// Last modification by the service's clock, in nanoseconds since 1970.
    public var modified: Int64?
    public var etag: String?
  }

  /// What is in a directory, with what no other operation shows: directories, and files that are not whole yet.
  ///
  /// - Parameter path: of the directory; empty for the share's root.
  public func listDirectory(_ path: String) async throws(StoreError) -> [DirectoryEntry] {
    var entries: [DirectoryEntry] = []
    var marker = ""
    repeat {
      let reply = try await directoryPage(path, prefix: "", marker: marker)
      entries += reply.entries
      marker = reply.nextMarker
    } while !marker.isEmpty
    return entries
  }

  /// One page of a directory, as the service has it.
  ///
  /// - Parameter prefix: what names begin with, in any case.
  func directoryPage(
    _ path: String, prefix: String, marker: String
  ) async throws(StoreError) -> AzureDirectoryReply {
    let query = [("restype", "directory"), ("comp", "list"), ("include", "Timestamps,ETag")]
    var request =
      path.isEmpty
      ? AzureRequest(.get, .container, query, action: "listing") : request(.get, path, query, action: "listing")
    request.fields[.ms("file-extended-info")] = "true"
    request.fields[.ms("allow-trailing-dot")] = "true"
    if !prefix.isEmpty { request.query.append(("prefix", prefix)) }
    if !marker.isEmpty { request.query.append(("marker", marker)) }
    let reply = try await sender.ask(request, AzureDirectoryReply()).0
    if let faulty = reply.faultyName {
      throw StoreError(
        .failed, "listing failed: the reply has a file that cannot be one: \(faulty.debugDescription.prefix(200))",
        location: location(path))
    }
    return reply
  }

  /// Makes a directory and those around it; one that is there is left as it is.
  ///
  /// The deepest that is there is looked for by halving, so that a long path goes on where an earlier attempt ended.
  ///
  /// - Parameter path: may end in `/`.
  func makeDirectories(_ path: String) async throws(StoreError) {
    let parts = path.utf8.split(separator: UInt8(ascii: "/"))
    func make(_ depth: Int) async throws(StoreError) -> Bool {
      try await makeDirectory(parts[..<depth].map { String(Substring($0)) }.joined(separator: "/"))
    }
    if try await make(parts.count) { return }
    // Of as many parts there is one, and of so many there was none.
    var (made, missing) = (0, parts.count - 1)
    while made < missing {
      let depth = (made + missing + 1) / 2
      if try await make(depth) { made = depth } else { missing = depth - 1 }
    }
    while made < parts.count {
      // Another may have deleted what was empty yet: the caller begins again.
      guard try await make(made + 1) else { return }
      made += 1
    }
  }

  /// Whether the directory is there now; false without the one around it.
  private func makeDirectory(_ path: String) async throws(StoreError) -> Bool {
    do throws(StoreError) {
      _ = try await sender.send(request(.put, path, [("restype", "directory")], action: "making a directory"))
      return true
    } catch {
      switch (error.cause as? AzureFailure)?.code {
      case "ResourceAlreadyExists": return true
      case "ParentNotFound": return false
      default: throw error
      }
    }
  }

  /// Deletes a directory and those around it, as long as there is nothing in them.
  func removeEmptyDirectories(_ path: String) async {
    var rest = path.utf8.dropLast(path.utf8.last == UInt8(ascii: "/") ? 1 : 0)[...]
    while !rest.isEmpty {
      let request = request(
        .delete, String(Substring(rest)), [("restype", "directory")], action: "deleting a directory")
      guard (try? await sender.send(request)) != nil else { return }
      rest = rest.lastIndex(of: UInt8(ascii: "/")).map { rest[..<$0] } ?? rest.prefix(0)
    }
  }
}
