extension S3Store: ContainerStore {
  public func makeContainer() async throws(StoreError) -> Bool { try await createBucket() }

  public func containersOfAccount() async throws(StoreError) -> [ContainerInfo] {
    try await listBuckets().map { ContainerInfo(name: $0.name, created: $0.created) }
  }
}
