import Providers
import ProvidersTesting
import Secrets

/// A store over a server that answers as a test wants, with what came to it.
struct ScriptedStore {
  let server: ScriptedServer
  let store: S3Store

  /// `now` is this machine's clock, in seconds since 1970.
  init(
    now: Int64 = 1_800_000_000, credentials: (any S3CredentialSource)? = nil,
    _ change: (inout S3Configuration) -> Void = { _ in },
    _ answer: @escaping @Sendable (ScriptedServer.Request, Int) -> [UInt8]
  ) throws {
    server = try ScriptedServer(answer)
    var configuration = S3Configuration(
      bucket: "bucket", endpoint: try S3Endpoint("http://127.0.0.1:\(server.port)"))
    configuration.listing = .keys
    change(&configuration)
    let fixed = S3Credentials(
      accessKeyID: "AKID", secretAccessKey: SecretBytes(copying: Array("very-secret".utf8)),
      sessionToken: SecretBytes(copying: Array("hidden-token".utf8)), origin: "test")
    store = try S3Store(
      configuration, credentials: credentials ?? FixedS3Credentials(fixed),
      transport: try HTTPClient(configuration: HTTPConfiguration(proxies: .none)),
      now: { now * 1_000_000_000 })
  }
}
