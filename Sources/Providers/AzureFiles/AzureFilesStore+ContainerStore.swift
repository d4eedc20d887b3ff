extension AzureFilesStore: ContainerStore {
  public func makeContainer() async throws(StoreError) -> Bool {
    do throws(StoreError) {
      try await createShare()
      return true
    } catch {
      if error.code == .conditionFailed { return false }
      throw error
    }
  }

  public func containersOfAccount() async throws(StoreError) -> [ContainerInfo] {
    try await listShares().map { ContainerInfo(name: $0.name) }
  }
}
