extension AzureProvider: NamedRecord {
  static let blank = AzureProvider(name: "", account: "")

  static let shape = RecordShape<AzureProvider>(
    title: "provider of Azure",
    doc: "A storage account of Azure, its blobs. `NAME:CONTAINER/PREFIX` is a place in it.",
    fields: [
      .required("account", \.account, .storageAccount, "The storage account."),
      .optional(
        "endpoint", \.endpoint, .accountEndpoint,
        "Where its blobs are, as `https://ACCOUNT.blob.core.usgovcloudapi.net` or `http://127.0.0.1:10000/ACCOUNT`.",
        otherwise: "that of the connection string, or Microsoft's public cloud"),
      .optional(
        "credentials", \.credentials, .record(), "What requests are allowed by.",
        otherwise: "what the environment has, or the machine's identity"
      ).secret,
      .optional(
        "insecure", \.isInsecure, .boolean,
        "Allows a plain `http:` endpoint beyond this machine: everybody on the way can read along."),
      .optional("ca-file", \.caFile, .path, "The authorities to trust, in PEM.", otherwise: "the system's"),
      .optional(
        "tier", \.tier, .choice("tier"),
        "Of new blobs. Those in `archive` cannot be read before they are set to another tier, which takes hours.",
        otherwise: "the account's"),
      .optional("tags", \.tags, .objectTags, "Tags of new blobs, ten at most."),
      .optional(
        "api-version", \.apiVersion, .apiVersion, "The version of the interface, for servers that know no newer one.",
        otherwise: "the newest"),
      .optional(
        "requests", \.requests, .integer(1...1024), "The most requests in flight.",
        otherwise: "chosen, and fewer when the service asks for that"),
    ],
    check: check)

  private static let check: @Sendable (AzureProvider, Decoding) -> Void = { provider, decoding in
    guard let endpoint = provider.endpoint, !endpoint.isEncrypted, !endpoint.isLoopback, !provider.isInsecure else {
      return
    }
    decoding.faults.report(
      .conflict, "plain http: to \(endpoint.host): everybody on the way could read along",
      at: provider.origins.mark(of: "endpoint"), suggestion: "write https:, or \"insecure: yes\" beside it")
  }
}
