import AzureEmulator
public import Providers
import Secrets

extension AzureTestAccount {
  public var fileEndpoint: String { "http://127.0.0.1:\(emulator.filePort)/\(settings.accountName)" }

  /// A share that need not be there. `credentials` are those of the account's key unless given.
  public func store(
    share: String, credentials: AzureCredentials.Kind? = nil,
    _ change: (inout AzureFilesConfiguration) -> Void = { _ in }
  ) throws(StoreError) -> AzureFilesStore {
    let kind: AzureCredentials.Kind
    if let credentials {
      kind = credentials
    } else {
      kind = try AzureConnectionString(SecretBytes(copying: Array(connectionString.utf8))).kind
    }
    var configuration = AzureFilesConfiguration(
      account: settings.accountName, share: share, endpoint: try AzureEndpoint(fileEndpoint))
    change(&configuration)
    return try AzureFilesStore(
      configuration, credentials: FixedAzureCredentials(AzureCredentials(kind, origin: "test")), transport: client)
  }

  /// A share, made if it is not there.
  public func share(_ name: String) async throws -> AzureFilesStore {
    let store = try store(share: name)
    do throws(StoreError) {
      try await store.createShare()
    } catch {
      guard error.code == .conditionFailed else { throw error }
    }
    return store
  }

  /// What the file service has a place for, as its documentation has it: other letters than in other keys, and none of
  /// the characters that Windows keeps for itself.
  public static func shareCanHold(_ key: String) -> Bool {
    key != "A" && !key.utf8.contains { $0 < 0x20 || $0 == 0x7F || "\"\\:|<>*?".utf8.contains($0) }
  }
}
