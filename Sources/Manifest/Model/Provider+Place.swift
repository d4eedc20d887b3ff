extension S3Provider {
  /// Tells the store from all others in the world, whatever the manifest calls it.
  public var place: String { "s3:" + (endpoint.map { "\($0)" } ?? "https://s3.amazonaws.com") }
}

extension AzureProvider {
  /// Tells the account from all others in the world, whatever the manifest calls it.
  public var place: String { "azure:" + (endpoint.map { "\($0)" } ?? "https://\(account).blob.core.windows.net") }
}
