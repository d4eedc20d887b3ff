/// An object store that speaks S3: `NAME:BUCKET/KEY`.
public struct S3Provider: Sendable {
  public var name: String
  /// nil is Amazon's.
  public var endpoint: EndpointURL?
  /// nil is that of the environment or the profile, else what the store answers.
  public var region: String?
  public var addressing = AddressingChoice.automatic
  /// nil is what the AWS SDKs would find.
  public var credentials: S3CredentialRules?
  /// Of new objects, in the store's words; nil is the bucket's own.
  public var storageClass: String?
  /// nil is the bucket's own.
  public var serverSideEncryption: EncryptionChoice?
  /// The key's id or ARN, with `serverSideEncryption: aws:kms`; nil is the account's own.
  public var kmsKey: String?
  /// Of new objects; sorted by name.
  public var tags: [ObjectTag] = []
  /// What protects new objects from deletion; nil leaves it to the bucket.
  public var objectLock: ObjectLockRules?
  /// Requests are charged to who makes them, not to the bucket's owner.
  public var requesterPays = false
  public var checksum = ChecksumChoice.crc32c
  public var signPayload = PayloadSigningChoice.automatic
  public var conditionalWrites = ConditionalWritesChoice.putsAndCopies
  public var listing = ListingChoice.automatic
  /// The most requests in flight; nil leaves it to the program.
  public var requests: Int?
  /// The authorities to trust instead of the system's, in PEM.
  public var caFile: LocalPath?
  /// What this machine shows of itself, in PEM.
  public var clientCertificate: LocalPath?
  /// Its key, in PEM; nil where it is in the same file.
  public var clientKey: LocalPath?
  /// Allows plain `http:` to other machines.
  public var isInsecure = false
  public var origins = Origins()

  public init(name: String, endpoint: EndpointURL? = nil) {
    self.name = name
    self.endpoint = endpoint
  }
}
