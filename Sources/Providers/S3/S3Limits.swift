/// What S3 takes in one request.
enum S3Limits {
  /// Objects on a page of a listing.
  static var listing: Int { 1000 }
  /// Keys in a batched delete.
  static var deletion: Int { 1000 }
  /// Bytes of an object that is put or copied in one piece.
  static var singleObject: Int64 { 5 << 30 }
  /// Seconds that a URL can be valid.
  static var presigning: Int { 604_800 }
}
