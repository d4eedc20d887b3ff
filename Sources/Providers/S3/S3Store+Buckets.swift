import HTTPTypes

extension S3Store {
  /// The buckets of the account, ascending by name.
  public func listBuckets() async throws(StoreError) -> [S3Bucket] {
    var buckets: [S3Bucket] = []
    var token: String?
    repeat {
      var request = S3Request(.get, .service, action: "listing buckets")
      if let token { request.query.append(("continuation-token", token)) }
      let (reply, _) = try await ask(request, S3BucketsReply())
      buckets += reply.buckets
      if reply.buckets.isEmpty { break }
      token = reply.next
    } while token != nil
    return buckets.sorted { ObjectKey.precedes($0.name, $1.name) }
  }

  /// Makes the bucket, in the configured region. Idempotent: false where it was there already and is ours.
  @discardableResult
  public func createBucket(withObjectLock: Bool = false) async throws(StoreError) -> Bool {
    var request = S3Request(.put, .bucket, action: "creating the bucket")
    if withObjectLock { request.fields[.amz("bucket-object-lock-enabled")] = "true" }
    var document: [UInt8] = []
    if let region = configuration.region, region != "us-east-1" {
      let text =
        "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><LocationConstraint>"
        + "\(XMLText.escaped(region))</LocationConstraint></CreateBucketConfiguration>"
      document = Array(text.utf8)
    }
    request.carry(try await S3Upload(.bytes(document), .init(digest: true), location: name))
    do throws(StoreError) {
      _ = try await send(request)
      return true
    } catch {
      guard error.code == .conditionFailed, try await bucketExists() else { throw error }
      return false
    }
  }

  /// Whether there is such a bucket; one that is somebody else's is `.accessDenied`.
  public func bucketExists() async throws(StoreError) -> Bool {
    do throws(StoreError) {
      _ = try await send(S3Request(.head, .bucket, action: "looking at the bucket"))
      return true
    } catch {
      if error.code == .notFound { return false }
      throw error
    }
  }

  /// Where the bucket is.
  public func bucketRegion() async throws(StoreError) -> String {
    try await ask(S3Request(.get, .bucket, [("location", nil)], action: "asking for the region"), S3LocationReply()).0
      .region
  }

  /// Removes the bucket, which must be empty. One that is not there counts as removed.
  public func deleteBucket() async throws(StoreError) {
    do throws(StoreError) {
      _ = try await send(S3Request(.delete, .bucket, action: "deleting the bucket"))
    } catch {
      if error.code != .notFound { throw error }
    }
  }

  /// Whether replaced and deleted objects are kept from now on.
  public func keepVersions(_ isOn: Bool) async throws(StoreError) {
    let text =
      "<VersioningConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Status>"
      + "\(isOn ? "Enabled" : "Suspended")</Status></VersioningConfiguration>"
    var request = S3Request(.put, .bucket, [("versioning", nil)], action: "setting up versions")
    request.carry(try await upload(.bytes(Array(text.utf8)), location: name))
    _ = try await send(request)
  }
}
