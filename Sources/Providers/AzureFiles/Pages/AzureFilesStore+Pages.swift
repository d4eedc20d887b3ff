import Cryptography
import HTTPTypes
import Secrets

/// Volumes of a share: its files.
extension AzureFilesStore: PageNamespace {
  public func createPages(
    _ key: String, size: Int64, contentType: String?
  ) async throws(StoreError) -> any PageStore {
    try checkPlace(for: key, PutOptions(condition: .ifAbsent))
    guard (0...AzureFilePages.largest).contains(size) else {
      throw StoreError(size: size, alignment: 1, largest: AzureFilePages.largest, location: location(key))
    }
    // Create File replaces what is there; a rename need not.
    _ = try await byWay(of: key, .ifAbsent, size: size) { (temporary) throws(StoreError) -> String? in
      var request = request(.put, temporary, action: "creating the file")
      request.fields[.ms("type")] = "file"
      request.fields[.ms("content-length")] = "\(size)"
      if let contentType { request.fields[.ms("content-type")] = contentType }
      return try await sendMakingDirectories(request, for: temporary).response.headerFields[.ms("file-id")]
    }
    return AzureFilePages(key, in: self, .writing, settings: AzureFilePages.Settings())
  }

  public func openPages(_ key: String, _ access: PageAccess) async throws(StoreError) -> any PageStore {
    let pages = AzureFilePages(key, in: self, access, settings: AzureFilePages.Settings())
    _ = try await pages.properties()
    return pages
  }

  public func deletePages(_ key: String) async throws(StoreError) {
    if let failure = try await delete([key]).first { throw failure.error }
  }

  /// Names a file as the source of a copy, with what the service needs to read it.
  func addSource(_ key: String, to fields: inout HTTPFields) async throws(StoreError) {
    var url = try await url(key)
    switch try await sender.credentials.credentials().kind {
    case .sharedKey(let secret):
      var access = AzureSharedAccess(scope: .file(path: key, share: configuration.share))
      access.permissions = "r"
      access.expiry = UTCTime(seconds: sender.time.seconds + 3600)
      do throws(CryptographyError) {
        url += "?" + (try access.query(signedWith: AzureAccountKey(account: configuration.account, key: secret)))
      } catch {
        throw StoreError(.failed, "the source cannot be signed for: \(error)", location: location(key), cause: error)
      }
    case .bearer(let token):
      fields[.ms("copy-source-authorization")] = token.withBytes { "Bearer " + String(decoding: $0, as: UTF8.self) }
    case .sharedAccess, .anonymous: break
    }
    fields[.ms("copy-source")] = url
  }
}
