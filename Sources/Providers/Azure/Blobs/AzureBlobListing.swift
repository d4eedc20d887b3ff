/// One line of a listing in all its detail: a blob, a snapshot, a version, or a blob that was deleted and may come back.
public struct AzureBlobListing: Sendable, Hashable {
  public var info: ObjectInfo
  /// `BlockBlob`, `AppendBlob`, `PageBlob`.
  public var type = ""
  public var contentType: String?
  /// The time that names it, where this is a snapshot.
  public var snapshot: String?
  /// The time that names it, where the account keeps versions.
  public var version: String?
  public var isCurrentVersion = false
  /// Deleted, and kept for `remainingDays`.
  public var isDeleted = false
  public var remainingDays: Int?
  /// `available`, `leased`, `expired`, `breaking`, `broken`.
  public var leaseState: String?

  init(key: String) { info = ObjectInfo(key: key, size: -1) }
}

/// What a listing is to show beside the blobs themselves.
struct AzureListingDetails: OptionSet, Sendable {
  let rawValue: UInt8

  static let snapshots = Self(rawValue: 1)
  static let versions = Self(rawValue: 2)
  static let deleted = Self(rawValue: 4)
  static let uncommitted = Self(rawValue: 8)

  /// In the words of the query.
  var words: String? {
    let all: [(Self, String)] = [
      (.snapshots, "snapshots"), (.versions, "versions"), (.deleted, "deleted"), (.uncommitted, "uncommittedblobs"),
    ]
    let named = all.filter { contains($0.0) }.map(\.1)
    return named.isEmpty ? nil : named.joined(separator: ",")
  }
}
