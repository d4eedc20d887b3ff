extension MultipartUploadStore {
  /// Sends every part that is not `known`, as many at once as the settings allow, and gives all of them in order.
  ///
  /// The first failure ends those under way.
  func send(
    _ plan: PartPlan, known: [UploadedPart],
    _ sendPart: @escaping @Sendable (Int) async throws(StoreError) -> UploadedPart
  ) async throws(StoreError) -> [UploadedPart] {
    let knownNumbers = Set(known.map(\.number))
    var missing = (1...plan.count).lazy.filter { !knownNumbers.contains($0) }.makeIterator()
    do {
      let sent = try await withThrowingTaskGroup(of: UploadedPart.self) { group in
        var sent: [UploadedPart] = []
        for _ in 0..<max(1, settings.parallelParts) {
          guard let number = missing.next() else { break }
          group.addTask { try await sendPart(number) }
        }
        while let part = try await group.next() {
          sent.append(part)
          if let number = missing.next() { group.addTask { try await sendPart(number) } }
        }
        return sent
      }
      return (known + sent).sorted { $0.number < $1.number }
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(cancelledAt: name)
    }
  }

  /// Throws the upload away where `body` fails.
  func abandoningOnFailure<T: Sendable>(
    _ upload: MultipartUpload, in store: any MultipartStore, _ body: () async throws(StoreError) -> T
  ) async throws(StoreError) -> T {
    do throws(StoreError) {
      return try await body()
    } catch {
      await abandon(upload, in: store)
      throw error
    }
  }

  /// The calling task may be cancelled, so that this takes one of its own; it is given up after a while, since what is
  /// left costs storage, not safety, and `listUploads` shows it.
  private func abandon(_ upload: MultipartUpload, in store: any MultipartStore) async {
    let aborting = Task { try? await store.abort(upload) }
    let limit = Task {
      try await Task.sleep(for: .seconds(10))
      aborting.cancel()
    }
    _ = await aborting.value
    limit.cancel()
  }
}
