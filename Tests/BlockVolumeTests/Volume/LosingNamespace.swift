import Providers

/// Makes what it is asked for, loses the reply, and asks again.
struct LosingNamespace: PageNamespace {
  let base: any PageNamespace

  func createPages(_ key: String, size: Int64, contentType: String?) async throws(StoreError) -> any PageStore {
    try await base.createPages(key, size: size, contentType: contentType).close()
    return try await base.createPages(key, size: size, contentType: contentType)
  }

  func openPages(_ key: String, _ access: PageAccess) async throws(StoreError) -> any PageStore {
    try await base.openPages(key, access)
  }

  func openPages(_ key: String, leasedBy id: String, seconds: Int) async throws(StoreError) -> any PageStore {
    try await base.openPages(key, leasedBy: id, seconds: seconds)
  }

  func deletePages(_ key: String) async throws(StoreError) { try await base.deletePages(key) }
}
