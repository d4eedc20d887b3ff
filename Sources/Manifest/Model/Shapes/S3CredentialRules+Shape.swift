extension S3CredentialRules: ManifestRecord {
  static let blank = S3CredentialRules()

  static let shape = RecordShape<S3CredentialRules>(
    title: "set of S3 credentials",
    doc: """
      A key pair, a profile or a file. With none of them, credentials are looked for as the AWS SDKs do: environment, \
      web identity, `~/.aws`, container, instance.
      """,
    fields: [
      .optional("access-key-id", \.accessKeyID, .secret, "With `secret-access-key`.", otherwise: "none").secret,
      .optional("secret-access-key", \.secretAccessKey, .secret, "With `access-key-id`.", otherwise: "none").secret,
      .optional(
        "session-token", \.sessionToken, .secret, "Belongs to the key pair when that is a passing one.",
        otherwise: "none"
      ).secret,
      .optional(
        "profile", \.profile, .text,
        "A profile of `~/.aws/credentials` and `~/.aws/config`, or where "
          + "`AWS_SHARED_CREDENTIALS_FILE` and `AWS_CONFIG_FILE` say.", otherwise: "none"),
      .optional(
        "csv", \.csv, .path, "The `credentials.csv` of IAM's console, which only you and root may read.",
        otherwise: "none"),
      .optional("role-arn", \.roleARN, .roleARN, "A role that is taken on with these credentials.", otherwise: "none"),
      .optional(
        "external-id", \.externalID, .text, "What the role's trust policy asks for.", otherwise: "none"),
      .optional(
        "role-session-name", \.roleSessionName, .sessionName, "Names the session in the provider's logs.",
        otherwise: "`elasto-sync-` and the time"),
      .optional(
        "role-duration", \.roleDuration, .duration.refused(durationRefusal), "How long a session lasts: 15m to 12h.",
        otherwise: "1h"),
      .optional(
        "sts-endpoint", \.stsEndpoint, .endpoint, "The token service (STS) that gives the role.",
        otherwise: "the environment's, or Amazon's"),
    ],
    check: check, isSecret: true)

  private static let durationRefusal: @Sendable (TimeSpan) -> String? = { span in
    (Duration.seconds(900)...Duration.seconds(43_200)).contains(span.duration) ? nil : "\(span) is not from 15m to 12h"
  }

  private static let check: @Sendable (S3CredentialRules, Decoding) -> Void = { rules, decoding in
    func report(_ code: ManifestFault.Code, _ message: String, at key: String) {
      decoding.faults.report(code, message, at: rules.origins.mark(of: key))
    }
    let pair = ["access-key-id", "secret-access-key", "session-token"].filter { rules.origins[$0] != .builtIn }
    let ways = pair.prefix(1) + ["profile", "csv"].filter { rules.origins[$0] != .builtIn }
    if let second = ways.dropFirst().first {
      report(.conflict, "credentials are a key pair, a \"profile\" or a \"csv\" file: one of them", at: second)
    } else if let first = pair.first {
      if rules.accessKeyID == nil { report(.missing, "\"access-key-id\" is missing: a key pair needs it", at: first) }
      if rules.secretAccessKey == nil {
        report(.missing, "\"secret-access-key\" is missing: a key pair needs it", at: first)
      }
    }
    if rules.roleARN == nil {
      for key in ["external-id", "role-session-name", "role-duration", "sts-endpoint"]
      where rules.origins[key] != .builtIn {
        report(.conflict, "\"\(key)\" without \"role-arn\"", at: key)
      }
    }
  }
}
