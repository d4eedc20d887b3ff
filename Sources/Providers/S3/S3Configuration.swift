/// A bucket, where it is, and how objects are stored in it.
public struct S3Configuration: Sendable {
  /// `nil` for AWS.
  public var endpoint: S3Endpoint?
  /// `nil` where it is not known: `us-east-1` is tried, and the store's answer says which it is.
  public var region: String?
  public var bucket: String
  public var addressing = S3Addressing.automatic
  /// Of new objects, in the store's words: `STANDARD_IA`. `nil` for the bucket's own.
  public var storageClass: String?
  /// Encryption by the store; `nil` for the bucket's own.
  public var encryption: S3Encryption?
  /// Of new objects; at most ten.
  public var tags: [String: String] = [:]
  /// What protects new objects from deletion; the bucket must have object lock.
  public var protection: S3Protection?
  /// Requests are charged to who makes them, not to the bucket's owner.
  public var requesterPays = false
  public var payloadSigning = S3PayloadSigning.automatic
  /// What goes along with each upload for the store to compare, and is compared when a whole object is read.
  public var checksum: S3Checksum? = .crc32c
  public var conditionalWrites = S3ConditionalWrites.putsAndCopies
  public var listing = S3ListingOrder.automatic

  public init(bucket: String, region: String? = nil, endpoint: S3Endpoint? = nil) {
    self.bucket = bucket
    self.region = region
    self.endpoint = endpoint
  }
}

/// Where the bucket's name goes in a URL.
public enum S3Addressing: String, Sendable, Hashable, CaseIterable {
  /// In the host's name at AWS where it can be part of one, else in the path.
  case automatic
  /// `https://host/bucket/key`
  case path
  /// `https://bucket.host/key`
  case virtualHost = "virtual-host"
}

/// Whether signatures cover the bodies of uploads.
public enum S3PayloadSigning: String, Sendable, Hashable, CaseIterable {
  /// Over `http:`; over `https:`, TLS and the checksum guard the body.
  case automatic
  case always
  /// Not even over `http:`: only the checksum guards the body.
  case never
}

/// Which conditions the server keeps.
///
/// Some servers ignore conditions without a word, and none says so beforehand. `.none` is for `rclone serve s3`.
public enum S3ConditionalWrites: String, Sendable, Hashable, CaseIterable {
  case putsAndCopies = "puts-and-copies"
  /// Those of puts and of uploads in parts; a copy with a condition is `.unsupported`.
  case puts
  case none
}

/// In which order the server lists keys.
public enum S3ListingOrder: String, Sendable, Hashable, CaseIterable {
  /// Asked from the server: SeaweedFS is known to list by folders.
  case automatic
  /// By the bytes of the keys, as S3 promises.
  case keys
  /// Folder by folder: keys are put into their order here, with one request for each folder.
  case folders
}
