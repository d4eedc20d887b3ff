public import Providers

/// Always the same credentials.
public struct FixedS3Credentials: S3CredentialSource {
  private let fixed: S3Credentials?

  public init(_ fixed: S3Credentials?) { self.fixed = fixed }

  public func credentials() async throws(StoreError) -> S3Credentials? { fixed }
  public func invalidate() async {}
}
