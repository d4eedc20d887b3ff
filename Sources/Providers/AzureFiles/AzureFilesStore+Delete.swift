import HTTPTypes

extension AzureFilesStore {
  private static var deletionsAtOnce: Int { 8 }

  /// Directories go with the last object in them.
  public func delete(_ keys: [String]) async throws(StoreError) -> [DeleteFailure] {
    if Task.isCancelled { throw StoreError(cancelledAt: name) }
    let failures = await withTaskGroup(of: DeleteFailure?.self) { group in
      var failures: [DeleteFailure] = []
      for (index, key) in keys.enumerated() {
        if index >= Self.deletionsAtOnce, let failure = await group.next() ?? nil { failures.append(failure) }
        group.addTask { await self.failure(ofDeleting: key) }
      }
      for await failure in group {
        if let failure { failures.append(failure) }
      }
      return failures
    }
    if let cancelled = failures.first(where: { $0.error.code == .cancelled }) { throw cancelled.error }
    // Inner directories first: what is around them may be empty then.
    for directory in Set(keys.map(AzureFilesKey.directory)).sorted(by: { ObjectKey.precedes($1, $0) })
    where !directory.isEmpty && AzureFilesKey.canBeHeld(directory) {
      await removeEmptyDirectories(directory)
    }
    return failures
  }

  private func failure(ofDeleting key: String) async -> DeleteFailure? {
    do throws(StoreError) {
      try ObjectKey.validate(key, in: name)
      if AzureFilesKey.canBeHeld(key) { _ = try await sender.send(request(.delete, key, action: "deleting")) }
    } catch {
      let isGone = error.code == .notFound && (error.cause as? AzureFailure)?.code != "ShareNotFound"
      if !isGone { return DeleteFailure(key: key, error: error) }
    }
    return nil
  }
}
