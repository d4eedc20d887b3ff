extension S3Provider: NamedRecord {
  static let blank = S3Provider(name: "")

  static let shape = RecordShape<S3Provider>(
    title: "provider of S3",
    doc: "A store that speaks S3: Amazon's, or any other at an endpoint. `NAME:BUCKET/PREFIX` is a place in it.",
    fields: placeFields + objectFields + protocolFields,
    check: check)

  private static let placeFields: [Field<S3Provider>] = [
    .optional(
      "endpoint", \.endpoint, .endpoint, "Where the store is, as `https://s3.example.org` or `http://127.0.0.1:9000`.",
      otherwise: "Amazon's"),
    .optional(
      "region", \.region, .region, "The region that requests are signed for.",
      otherwise: "the environment's, the profile's, or what the store answers"),
    .optional(
      "addressing", \.addressing, .choice("addressing"),
      """
      Where the bucket's name goes: `path` is `https://host/bucket`, `virtual-host` is `https://bucket.host`. \
      `automatic` takes the latter for Amazon.
      """),
    .optional(
      "credentials", \.credentials, .record(), "What requests are signed with.", otherwise: "what the AWS SDKs find"
    ).secret,
    .optional(
      "insecure", \.isInsecure, .boolean,
      "Allows a plain `http:` endpoint beyond this machine: everybody on the way can read along."),
    .optional(
      "ca-file", \.caFile, .path, "The authorities to trust, in PEM.", otherwise: "the system's"),
    .optional(
      "client-certificate", \.clientCertificate, .path, "What this machine shows of itself, in PEM.", otherwise: "none"),
    .optional(
      "client-key", \.clientKey, .path, "The certificate's key, in PEM.", otherwise: "in the certificate's file"),
  ]

  private static let objectFields: [Field<S3Provider>] = [
    .optional(
      "storage-class", \.storageClass, .storageClass, "Of new objects, in the store's words, as `STANDARD_IA`.",
      otherwise: "the bucket's"),
    .optional(
      "server-side-encryption", \.serverSideEncryption, .choice("encryption"),
      "Encryption by the store, with its own keys or one of the key management service.", otherwise: "the bucket's"),
    .optional(
      "kms-key", \.kmsKey, .text, "The key's id or ARN, for `aws:kms`.", otherwise: "the account's own"),
    .optional("tags", \.tags, .objectTags, "Tags of new objects, ten at most."),
    .optional(
      "object-lock", \.objectLock, .record(), "Protects new objects from deletion. The bucket must have object lock.",
      otherwise: "the bucket's"),
    .optional("requester-pays", \.requesterPays, .boolean, "You are charged for requests, not the bucket's owner."),
  ]

  private static let protocolFields: [Field<S3Provider>] = [
    .optional(
      "checksum", \.checksum, .choice("checksum"),
      "Goes along with each upload for the store to compare. `off` for stores that refuse what they do not know."),
    .optional(
      "sign-payload", \.signPayload, .choice("signing"),
      "Whether signatures cover the bodies of uploads. `automatic` does so over plain `http:`."),
    .optional(
      "conditional-writes", \.conditionalWrites, .choice("conditional writes"),
      """
      Which conditions the store keeps: some ignore them without a word, and none says so. `none` for \
      `rclone serve s3`.
      """),
    .optional(
      "listing", \.listing, .choice("order"),
      "The order in which the store lists. `folders` for one that does not list by the bytes of the keys."),
    .optional(
      "requests", \.requests, .integer(1...1024), "The most requests in flight.",
      otherwise: "chosen, and fewer when the store asks for that"),
  ]

  private static let check: @Sendable (S3Provider, Decoding) -> Void = { provider, decoding in
    func report(_ message: String, at key: String, _ suggestion: String? = nil) {
      decoding.faults.report(.conflict, message, at: provider.origins.mark(of: key), suggestion: suggestion)
    }
    if let endpoint = provider.endpoint, !endpoint.isEncrypted, !endpoint.isLoopback, !provider.isInsecure {
      report(
        "plain http: to \(endpoint.host): everybody on the way could read along", at: "endpoint",
        "write https:, or \"insecure: yes\" beside it")
    }
    if provider.kmsKey != nil, provider.serverSideEncryption != .managedKey {
      report("\"kms-key\" belongs to \"server-side-encryption: aws:kms\"", at: "kms-key")
    }
    if provider.clientKey != nil, provider.clientCertificate == nil {
      report("\"client-key\" without \"client-certificate\"", at: "client-key")
    }
    if let rules = provider.credentials, let address = rules.stsEndpoint, !address.isEncrypted, !address.isLoopback,
      !provider.isInsecure
    {
      decoding.faults.report(
        .conflict, "plain http: to \(address.host): everybody on the way could read along",
        at: rules.origins.mark(of: "sts-endpoint"),
        suggestion: "write https:, or \"insecure: yes\" into the provider")
    }
  }
}
