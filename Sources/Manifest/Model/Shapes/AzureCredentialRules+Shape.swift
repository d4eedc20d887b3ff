extension AzureCredentialRules: ManifestRecord {
  static let blank = AzureCredentialRules()

  static let shape = RecordShape<AzureCredentialRules>(
    title: "set of Azure credentials",
    doc: """
      One way in. With none of them, the environment is looked at (`AZURE_STORAGE_CONNECTION_STRING`, \
      `AZURE_STORAGE_KEY`, `AZURE_STORAGE_SAS_TOKEN`, then `AZURE_CLIENT_ID` and what belongs to it), and then the \
      machine is asked for its managed identity.
      """,
    fields: [
      .optional("shared-key", \.sharedKey, .secret, "One of the account's two keys, in Base64.", otherwise: "none")
        .secret,
      .optional(
        "shared-access-signature", \.sharedAccessSignature, .secret,
        "A signature (SAS) for the account or for a container, as the portal gives it.", otherwise: "none"
      ).secret,
      .optional(
        "connection-string", \.connectionString, .secret, "As the portal gives it; its account must be this one.",
        otherwise: "none"
      ).secret,
      .optional(
        "tenant", \.tenant, .text, "The tenant of Entra ID that the application belongs to, an id or a domain.",
        otherwise: "the environment's"),
      .optional(
        "client-id", \.clientID, .text, "Of the application, or of a user-assigned managed identity.",
        otherwise: "the environment's"),
      .optional(
        "client-secret", \.clientSecret, .secret, "The application's secret; with `tenant` and `client-id`.",
        otherwise: "none"
      ).secret,
      .optional(
        "token-file", \.tokenFile, .path,
        "Holds the token of a workload (Kubernetes), which the platform renews; with `tenant` and `client-id`.",
        otherwise: "none"),
      .optional(
        "managed-identity", \.usesManagedIdentity, .boolean, "Asks the machine for the identity that Azure gave it."),
      .optional(
        "authority", \.authority, .endpoint, "Where Entra ID is asked.",
        otherwise: "the environment's, or Microsoft's public one"),
      .optional(
        "publish-settings", \.publishSettings, .path,
        "A `.publishsettings` file of the classic portal. Its certificate opens nothing any more: the error says for which "
          + "subscription other credentials are needed.", otherwise: "none"),
      .optional("anonymous", \.isAnonymous, .boolean, "For containers that anyone may read."),
    ],
    check: check, isSecret: true)

  private static let check: @Sendable (AzureCredentialRules, Decoding) -> Void = { rules, decoding in
    func report(_ code: ManifestFault.Code, _ message: String, at key: String) {
      decoding.faults.report(code, message, at: rules.origins.mark(of: key))
    }
    let ways = [
      ("shared-key", rules.sharedKey != nil), ("shared-access-signature", rules.sharedAccessSignature != nil),
      ("connection-string", rules.connectionString != nil), ("client-secret", rules.clientSecret != nil),
      ("token-file", rules.tokenFile != nil), ("managed-identity", rules.usesManagedIdentity),
      ("publish-settings", rules.publishSettings != nil),
      ("anonymous", rules.isAnonymous),
    ].filter(\.1).map(\.0)
    if let second = ways.dropFirst().first {
      report(.conflict, "credentials are one of several ways: \"\(ways[0])\" and \"\(second)\" are two", at: second)
    }
    if ways.first == "client-secret" {
      for (key, value) in [("tenant", rules.tenant), ("client-id", rules.clientID)] where value == nil {
        report(.missing, "\"\(key)\" is missing: an application needs it", at: "client-secret")
      }
    }
    let takesClient = ["client-secret", "token-file", "managed-identity"].contains(ways.first ?? "client-secret")
    if !takesClient, rules.clientID != nil {
      report(.conflict, "\"client-id\" does not go with \"\(ways[0])\"", at: "client-id")
    }
    if let address = rules.authority, !address.isEncrypted, !address.isLoopback {
      report(.conflict, "plain http: to \(address.host): everybody on the way could read along", at: "authority")
    }
  }
}
