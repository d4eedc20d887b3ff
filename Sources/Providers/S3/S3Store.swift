import Secrets

/// A bucket of an S3 service.
///
/// Single requests: nothing is repeated but a request that the answer itself says how to repeat (another region, a new
/// session), once. Keys are as `ObjectStore` has them; objects of other programs with other keys are not listed.
/// User metadata of any text comes back: names are lower-cased by S3, and what header fields cannot carry is
/// percent-encoded in values.
public final class S3Store: ObjectStore {
  public let configuration: S3Configuration
  let credentials: any S3CredentialSource
  let transport: any HTTPTransport
  /// Nanoseconds since 1970.
  let now: @Sendable () -> Int64
  let site: S3Site
  let signingKeys = S3SigningKeys()

  /// Connects to nothing yet. Throws `.failed` for a configuration that cannot work.
  ///
  /// `now` gives this machine's time in nanoseconds since 1970.
  public init(
    _ configuration: S3Configuration, credentials: any S3CredentialSource, transport: any HTTPTransport,
    now: @escaping @Sendable () -> Int64 = MemoryStore.systemTime
  ) throws(StoreError) {
    self.configuration = configuration
    self.credentials = credentials
    self.transport = transport
    self.now = now
    site = S3Site(configuration)
    try Self.validate(configuration, site.place)
  }

  public var name: String { "s3:\(configuration.bucket)" }

  public var capabilities: StoreCapabilities {
    let base: StoreCapabilities = [
      .serverSideCopy, .metadata, .multipart, .versions, .presigning, .containers,
    ]
    return configuration.conditionalWrites == .none ? base : base.union([.putIfAbsent, .putIfMatch])
  }

  func location(_ key: String) -> String { "\(name)/\(key)" }

  var time: UTCTime { UTCTime(nanoseconds: now()) }

  private static func validate(_ configuration: S3Configuration, _ place: S3Place) throws(StoreError) {
    let bucket = configuration.bucket
    func fault(_ message: String) -> StoreError { StoreError(.failed, message, location: "s3:\(bucket.prefix(100))") }
    let isName = bucket.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isName, (3...255).contains(bucket.utf8.count), !bucket.hasPrefix("."), !bucket.hasPrefix("-") else {
      throw fault("this is no name of a bucket; it has 3 to 63 lower-case letters, digits, dots and hyphens")
    }
    if case .customer(let key) = configuration.encryption {
      guard key.count == 32 else { throw fault("the encryption key has \(key.count) bytes, and 32 are needed") }
      guard place.endpoint.isSecure else {
        throw fault("an encryption key of the customer goes over https: only; change the endpoint")
      }
    }
    guard configuration.tags.count <= 10 else { throw fault("an object has at most ten tags") }
  }
}
