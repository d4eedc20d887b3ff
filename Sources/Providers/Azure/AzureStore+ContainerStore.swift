extension AzureStore: ContainerStore {
  public func makeContainer() async throws(StoreError) -> Bool {
    do throws(StoreError) {
      try await createContainer()
      return true
    } catch {
      if error.code == .conditionFailed { return false }
      throw error
    }
  }

  public func containersOfAccount() async throws(StoreError) -> [ContainerInfo] {
    try await listContainers().map { ContainerInfo(name: $0) }
  }
}
