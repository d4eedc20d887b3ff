import Foundation
import ProvidersTesting
import Secrets

@testable import Providers

/// A home folder and an environment of its own, in which credentials are looked for.
final class CredentialBench: Sendable {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  var home: String { folder.path }

  /// Nothing but the home folder, and no instance metadata.
  var variables: [String: String] { ["HOME": home, "AWS_EC2_METADATA_DISABLED": "true", "PATH": "/usr/bin:/bin"] }

  func write(_ text: String, to path: String, mode: Int = 0o600) throws {
    try folder.write(Array(text.utf8), to: path)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(home)/\(path)")
  }

  /// A search with real clients.
  func chain(
    _ settings: S3CredentialSettings = S3CredentialSettings(), _ more: [String: String] = [:],
    now: @escaping @Sendable () -> Int64 = CredentialEnvironment.systemTime
  ) -> S3CredentialChain {
    S3CredentialChain(
      settings,
      environment: CredentialEnvironment(
        variables: variables.merging(more) { $1 }, transport: LazyHTTPClient.nearby(), now: now))
  }

  /// What is found, or what is wrong.
  func look(
    _ settings: S3CredentialSettings = S3CredentialSettings(), _ more: [String: String] = [:]
  ) async -> Result<S3Credentials, StoreError> {
    do throws(StoreError) {
      guard let found = try await chain(settings, more).credentials() else {
        return .failure(.credentials("a chain never gives nil"))
      }
      return .success(found)
    } catch {
      return .failure(error)
    }
  }

  /// The sentence that says why nothing is found; empty where something is.
  func refusal(
    _ settings: S3CredentialSettings = S3CredentialSettings(), _ more: [String: String] = [:]
  ) async -> String {
    if case .failure(let error) = await look(settings, more) { return error.message }
    return ""
  }
}

extension S3Credentials {
  /// Everything in plain text, to compare.
  var plain: [String] {
    func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
    return [
      accessKeyID, secretAccessKey.withBytes { text(Array($0)) }, sessionToken?.withBytes { text(Array($0)) } ?? "",
    ]
  }
}
