import Glibc

/// What looking for credentials takes from the world around it.
public struct CredentialEnvironment: Sendable {
  /// Those of the environment: `AWS_PROFILE`, `HOME`, ….
  public var variables: [String: String]
  /// Reaches the token service (STS).
  public var transport: any HTTPTransport
  /// Reaches the metadata services of this machine or container; it must use no proxy and follow no redirects.
  public var metadataTransport: any HTTPTransport
  /// Seconds since 1970.
  public var now: @Sendable () -> Int64
  /// Waits; throws when the task is cancelled.
  public var sleep: @Sendable (Duration) async throws -> Void

  public init(
    variables: [String: String], transport: any HTTPTransport,
    metadataTransport: any HTTPTransport = LazyHTTPClient.nearby(),
    now: @escaping @Sendable () -> Int64 = CredentialEnvironment.systemTime,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.variables = variables
    self.transport = transport
    self.metadataTransport = metadataTransport
    self.now = now
    self.sleep = sleep
  }

  /// The machine's clock.
  public static let systemTime: @Sendable () -> Int64 = { Int64(time(nil)) }

  /// A variable's value; an empty one counts as not set.
  func variable(_ name: String) -> String? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }

  /// The first of these that is set.
  func variable(_ names: String...) -> String? {
    for name in names {
      if let value = variable(name) { return value }
    }
    return nil
  }

  func isTrue(_ name: String) -> Bool { variable(name)?.lowercased() == "true" }

  /// With a leading `~/` filled in.
  func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = variable("HOME") else { return path }
    return home + path.dropFirst()
  }
}
