/// Where one of a storage account's services is reached.
public struct AzureEndpoint: Sendable, Hashable, CustomStringConvertible {
  /// Scheme, host and port.
  let server: S3Endpoint
  /// What stands before the container: empty, or `/ACCOUNT` where accounts are told apart by the path.
  let path: String

  /// Reads `https://account.blob.core.windows.net` or `http://127.0.0.1:10000/account`.
  public init(_ url: String) throws(StoreError) {
    let bare = url.hasSuffix("/") ? url.dropLast() : url[...]
    let start = bare.utf8.firstIndex(of: UInt8(ascii: ":")).map {
      bare.utf8.index($0, offsetBy: 3, limitedBy: bare.endIndex)
    }
    let authority = (start ?? nil) ?? bare.startIndex
    let end = bare[authority...].utf8.firstIndex(of: UInt8(ascii: "/")) ?? bare.endIndex
    let path = bare[end...]
    guard let server = try? S3Endpoint(String(bare[..<end])), Self.isPath(path) else {
      throw StoreError(
        .failed,
        "this is no endpoint; write it as https://account.blob.core.windows.net, or as http://host:port/account",
        location: "azure:\(url.prefix(200))")
    }
    self.server = server
    self.path = String(path)
  }

  private init(server: S3Endpoint, path: String) {
    self.server = server
    self.path = path
  }

  /// The account that Microsoft's own tools use on a developer's machine, where one stands in for the service.
  public static let developmentAccount = "devstoreaccount1"

  /// The account's own at Microsoft; that of development is on this machine.
  public static func blob(ofAccount account: String, suffix: String = "core.windows.net") -> AzureEndpoint {
    if account == developmentAccount {
      return AzureEndpoint(server: S3Endpoint(isSecure: false, host: "127.0.0.1", port: 10_000), path: "/" + account)
    }
    return AzureEndpoint(server: S3Endpoint(host: "\(account).blob.\(suffix)"), path: "")
  }

  /// Of the account's files.
  public static func file(ofAccount account: String, suffix: String = "core.windows.net") -> AzureEndpoint {
    if account == developmentAccount {
      return AzureEndpoint(server: S3Endpoint(isSecure: false, host: "127.0.0.1", port: 10_001), path: "/" + account)
    }
    return AzureEndpoint(server: S3Endpoint(host: "\(account).file.\(suffix)"), path: "")
  }

  public var description: String { "\(server)\(path)" }
  var isSecure: Bool { server.isSecure }

  /// Nothing, or one part of letters and digits, as names of accounts are.
  private static func isPath(_ path: Substring) -> Bool {
    path.isEmpty
      || path.utf8.dropFirst().allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
      } && path.utf8.count > 1
  }
}
