/// The order in which the store lists keys.
public enum ListingChoice: String, Hashable, Sendable, CaseIterable {
  /// Found out.
  case automatic
  /// By the bytes of the keys, as S3 promises.
  case keys
  /// Folder by folder.
  case folders
}
