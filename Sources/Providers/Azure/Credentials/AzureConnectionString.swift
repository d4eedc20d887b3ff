public import Secrets

/// `AccountName=…;AccountKey=…`: how the portal hands out an account with its key or a signature.
public struct AzureConnectionString: Sendable {
  public let account: String
  public let endpoint: AzureEndpoint
  public let kind: AzureCredentials.Kind

  /// The account that Microsoft's own tools use on a developer's machine, with the key that everybody knows.
  private static let development =
    "AccountName=\(AzureEndpoint.developmentAccount);AccountKey="
    + "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

  /// Throws `.failed` for a text that names no account, or nothing to be allowed by. The text is a secret.
  public init(_ text: SecretBytes) throws(StoreError) {
    func fault(_ message: String) -> StoreError { StoreError(.failed, message, location: "azure connection string") }
    let given = text.withBytes { String(decoding: $0, as: UTF8.self) }
    var fields = Self.fields(of: given)
    if fields["usedevelopmentstorage"]?.lowercased() == "true" { fields = Self.fields(of: Self.development) }
    let suffix = fields["endpointsuffix"] ?? "core.windows.net"
    if let url = fields["blobendpoint"] {
      endpoint = try AzureEndpoint(url)
    } else {
      guard let account = fields["accountname"] else { throw fault("it has neither AccountName nor BlobEndpoint") }
      if fields["defaultendpointsprotocol"] == "http" {
        throw fault("its protocol is http; write https, or give BlobEndpoint")
      }
      endpoint = .blob(ofAccount: account, suffix: suffix)
    }
    let ofEndpoint = endpoint.path.isEmpty ? endpoint.server.host.prefix { $0 != "." } : endpoint.path.dropFirst()
    account = fields["accountname"] ?? String(ofEndpoint)
    if let key = fields["accountkey"] {
      guard let bytes = Base64.decode(key) else {
        throw fault("its AccountKey is not Base64; copy it again, with the = at its end")
      }
      kind = .sharedKey(SecretBytes(copying: bytes))
    } else if let signature = fields["sharedaccesssignature"] {
      kind = .sharedAccess(SecretBytes(copying: Array(signature.drop { $0 == "?" }.utf8)))
    } else {
      throw fault("it has neither AccountKey nor SharedAccessSignature")
    }
  }

  /// By the names in lower case. Values may have `=` in them.
  private static func fields(of text: String) -> [String: String] {
    var fields: [String: String] = [:]
    for field in text.split(separator: ";") {
      let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { fields[parts[0].lowercased()] = String(parts[1]) }
    }
    return fields
  }
}
