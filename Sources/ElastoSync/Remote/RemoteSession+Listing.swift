public import Providers

extension RemoteSession {
  /// The containers of a provider, ascending by name.
  public func containers(of provider: String) async throws -> [ContainerInfo] {
    try await account(of: provider).containersOfAccount()
  }

  /// Gives what the address names page by page, ascending by key.
  ///
  /// An address without a slash at its end may name an object, and then that is all; a pattern gives what it matches.
  /// Throws `.notFound` where there is nothing at all.
  public func list(
    _ address: RemoteAddress, _ options: RemoteListOptions = RemoteListOptions(),
    _ body: ([RemoteEntry]) async throws -> Void
  ) async throws {
    if case .provider(let provider) = address.place {
      let entries = try await containers(of: provider).map { container in
        var entry = RemoteEntry(
          .container, RemoteAddress(.container(provider: provider, name: container.name, key: "")),
          name: "\(container.name)/")
        entry.modified = container.created
        return entry
      }
      return try await body(entries)
    }
    let listing = RemoteListing(try await point(address), options)
    try await listing.run(body)
  }

  /// An object with its metadata, or what is below a folder, in one entry. Throws `.notFound` where there is neither.
  public func stat(_ address: RemoteAddress) async throws -> RemoteEntry {
    let point = try await point(address)
    guard point.pattern == nil else {
      throw RunError(.usage, "name one object, without a pattern", location: address.displayed)
    }
    if !point.isPrefix, !point.key.isEmpty {
      do throws(StoreError) {
        return RemoteListing.entry(try await point.store.head(point.key), in: point, name: point.lastName)
      } catch {
        guard error.code == .notFound else { throw error }
      }
    }
    let kind: RemoteEntry.Kind = point.key.isEmpty && !address.isLocal ? .container : .folder
    let first = try await point.store.list(prefix: point.below, after: nil, limit: 1)
    guard kind == .container || !first.objects.isEmpty else { throw RemoteListing.nothing(point) }
    return RemoteEntry(kind, point.address(of: point.key, isPrefix: true), name: "\(point.lastName)/")
  }

  /// Makes a container; a path is a folder, made with those above it. False where it was there already.
  public func createContainer(_ address: RemoteAddress, dryRun: Bool = false) async throws -> Bool {
    if case .local(let path) = address.place {
      let isThere = await BlockingThreads.files.run { LocalFile.isFolder(path) }
      if !dryRun { try await BlockingThreads.files.run { () throws(StoreError) in try LocalFile.makeFolder(path) } }
      return !isThere
    }
    let point = try await point(address)
    guard point.key.isEmpty else {
      throw RunError(
        .usage, "name a container and no key: folders come with the objects in them", location: address.displayed)
    }
    guard dryRun else { return try await point.store.requireContainers().makeContainer() }
    do throws(StoreError) {
      _ = try await point.store.list(prefix: "", after: nil, limit: 1)
      return false
    } catch {
      if error.code == .notFound { return true }
      throw error
    }
  }

  /// A URL with which anyone may read an object, or store one under the key, for a while.
  public func url(for access: PresignedAccess, of address: RemoteAddress, seconds: Int) async throws -> String {
    let point = try await point(address)
    try point.requireKey()
    guard let store = point.store.presigning else {
      throw RunError(
        .usage, "there are no URLs for files of this machine; name an object in a cloud", location: address.displayed)
    }
    if access == .get { _ = try await point.store.head(point.key) }
    return try await store.url(for: access, of: point.key, seconds: seconds)
  }

  /// Gives an object's bytes, or those in `range`, in order; `body` is called on a thread that may block.
  public func read(
    _ address: RemoteAddress, range: Range<Int64>? = nil,
    _ body: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
  ) async throws {
    let point = try await point(address)
    try point.requireKey()
    _ = try await point.store.get(point.key, range: range, to: PassingSink(point.address.displayed, body))
  }
}
