/// How an `HTTPClient` connects. Certificates are always verified.
public struct HTTPConfiguration: Sendable {
  /// PEM file with the authorities to trust; `nil` for those of the system.
  public var caFile: String?
  /// Folder with hashed certificates of authorities (as `openssl rehash` makes it), beside `caFile`.
  public var caDirectory: String?
  /// PEM file with the certificate that the client shows, and its chain.
  public var clientCertificate: String?
  /// PEM file with the certificate's key; `nil` where it is in the same file.
  public var clientKey: String?
  /// The Unix socket that every request goes to, whatever host it names; `nil` for the network.
  public var socketPath: String?
  public var proxies: HTTPProxies
  /// From the name look-up to the end of the TLS handshake.
  public var connectTimeout: Duration
  /// How long no byte may move in either direction before a transfer is given up. There is no limit for a whole
  /// transfer: what moves, however slowly, goes on. Pauses that the pace or the sink asks for do not count.
  public var stallTimeout: Duration
  /// Connections to one host; transfers beyond them wait.
  public var connectionsPerHost: Int
  /// Over TLS, where the server offers it. Many transfers then share a connection.
  public var allowsHTTP2: Bool
  /// How fast bytes may move, over all transfers of the client.
  public var pace: (any TransferPace)?
  /// Told of each exchange once it is over.
  public var observer: (any HTTPObserver)?
  /// Sent with calls that have no such field themselves.
  public var userAgent: String?

  public init(
    caFile: String? = nil, caDirectory: String? = nil, clientCertificate: String? = nil, clientKey: String? = nil,
    socketPath: String? = nil, proxies: HTTPProxies = .fromEnvironment(), connectTimeout: Duration = .seconds(30),
    stallTimeout: Duration = .seconds(60), connectionsPerHost: Int = 128, allowsHTTP2: Bool = true,
    pace: (any TransferPace)? = nil, observer: (any HTTPObserver)? = nil, userAgent: String? = nil
  ) {
    self.caFile = caFile
    self.caDirectory = caDirectory
    self.clientCertificate = clientCertificate
    self.clientKey = clientKey
    self.socketPath = socketPath
    self.proxies = proxies
    self.connectTimeout = connectTimeout
    self.stallTimeout = stallTimeout
    self.connectionsPerHost = connectionsPerHost
    self.allowsHTTP2 = allowsHTTP2
    self.pace = pace
    self.observer = observer
    self.userAgent = userAgent
  }
}
