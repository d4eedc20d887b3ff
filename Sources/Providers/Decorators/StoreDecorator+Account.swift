extension StoreDecorator {
  /// Signing sends nothing, so there is nothing to do before or after it.
  public func url(for access: PresignedAccess, of key: String, seconds: Int) async throws(StoreError) -> String {
    guard let base = base.presigning else {
      throw StoreError(.unsupported, "this store gives out no URLs", location: name)
    }
    return try await base.url(for: access, of: key, seconds: seconds)
  }

  public func makeContainer() async throws(StoreError) -> Bool {
    let base = try base.requireContainers()
    return try await around(StoreOperation(.makeContainer, "")) { () async throws(StoreError) in
      try await base.makeContainer()
    }
  }

  public func containersOfAccount() async throws(StoreError) -> [ContainerInfo] {
    let base = try base.requireContainers()
    return try await around(StoreOperation(.listContainers, "")) { () async throws(StoreError) in
      try await base.containersOfAccount()
    }
  }
}
