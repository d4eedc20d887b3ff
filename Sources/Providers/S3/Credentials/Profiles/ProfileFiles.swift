/// The shared files of the AWS SDKs, as they are at the time of reading.
struct ProfileFiles: Sendable {
  /// Where the files are, or would be.
  var credentialsPath: String
  var configPath: String
  /// Those of the credentials file.
  private(set) var credentials: [String: Profile] = [:]
  private(set) var config: [String: Profile] = [:]
  private var isConfigPrivate = true

  /// The paths of an environment; reads nothing. Without `HOME`, and with no variable that says where they are, there
  /// are no files.
  init(_ environment: CredentialEnvironment) {
    credentialsPath = environment.expanded(environment.variable("AWS_SHARED_CREDENTIALS_FILE") ?? "~/.aws/credentials")
    configPath = environment.expanded(environment.variable("AWS_CONFIG_FILE") ?? "~/.aws/config")
  }

  static func read(_ environment: CredentialEnvironment) async throws(StoreError) -> ProfileFiles {
    var files = ProfileFiles(environment)
    if let contents = try await CredentialFile(path: files.credentialsPath, kind: .secret).read() {
      files.credentials = try ProfileFileParser(path: files.credentialsPath, layout: .credentials)
        .profiles(in: contents.bytes)
    }
    if let contents = try await CredentialFile(path: files.configPath, kind: .settings).read() {
      files.config = try ProfileFileParser(path: files.configPath, layout: .config).profiles(in: contents.bytes)
      files.isConfigPrivate = contents.isPrivate
    }
    return files
  }

  /// What both files say of a profile, the credentials file first; `nil` where neither knows it. The parts of a key
  /// pair come from one file.
  func profile(named name: String) throws(StoreError) -> Profile? {
    let (keys, settings) = (credentials[name], config[name])
    if let settings, !settings.secrets.isEmpty, !isConfigPrivate {
      throw .credentials(
        "profile \"\(name)\" in \(configPath) holds a secret that others than the file's owner can read: "
          + "chmod go= \(configPath)")
    }
    guard var merged = settings else { return keys }
    guard let keys else { return merged }
    if keys.hasKeys { merged.dropKeys() }
    merged.merge(keys)
    return merged
  }

  /// For messages.
  var places: String { "\(credentialsPath) and \(configPath)" }
}
