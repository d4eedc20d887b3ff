import Cryptography
import HTTPTypes
import Secrets

extension S3Store {
  /// What every new object of this store is made with: class, encryption, tags, protection.
  func addCreationFields(to fields: inout HTTPFields) throws(StoreError) {
    if let storageClass = configuration.storageClass { fields[.amz("storage-class")] = storageClass }
    if !configuration.tags.isEmpty {
      fields[.amz("tagging")] = configuration.tags.sorted { $0.key < $1.key }
        .map { "\(PercentEncoding.query($0.key))=\(PercentEncoding.query($0.value))" }.joined(separator: "&")
    }
    if let lock = configuration.protection?.lock(at: time) {
      if let retention = lock.retention {
        fields[.amz("object-lock-mode")] = retention.mode.rawValue
        fields[.amz("object-lock-retain-until-date")] = UTCTime(seconds: retention.until).extended
      }
      if lock.legalHold { fields[.amz("object-lock-legal-hold")] = "ON" }
    }
    switch configuration.encryption {
    case nil: break
    case .storeKeys: fields[.amz("server-side-encryption")] = "AES256"
    case .managed(let keyID):
      fields[.amz("server-side-encryption")] = "aws:kms"
      fields[.amz("server-side-encryption-aws-kms-key-id")] = keyID
    case .customer: try addCustomerKey(to: &fields)
    }
  }

  /// The key that goes along with every request for an object (SSE-C), where the configuration has one.
  func addCustomerKey(to fields: inout HTTPFields, ofSource: Bool = false) throws(StoreError) {
    guard case .customer(let key) = configuration.encryption else { return }
    let digest: [UInt8]
    do throws(CryptographyError) {
      let hasher = try MD5Hasher()
      key.withBytes { hasher.update($0) }
      digest = hasher.finish()
    } catch {
      throw StoreError(.failed, "the encryption key cannot be sent: \(error)", location: name, cause: error)
    }
    let prefix = (ofSource ? "copy-source-" : "") + "server-side-encryption-customer-"
    fields[.amz("\(prefix)algorithm")] = "AES256"
    fields[.amz("\(prefix)key")] = key.withBytes { Base64.encode($0) }
    fields[.amz("\(prefix)key-md5")] = Base64.encode(digest)
  }

  func addCondition(_ condition: PutCondition, to fields: inout HTTPFields, key: String) throws(StoreError) {
    guard condition != .always else { return }
    guard configuration.conditionalWrites != .none else { throw unkept(key) }
    switch condition {
    case .always: break
    case .ifAbsent: fields[.ifNoneMatch] = "*"
    case .ifMatch(let etag): fields[.ifMatch] = EntityTag.quoted(etag)
    }
  }

  func unkept(_ key: String) -> StoreError {
    StoreError(
      .unsupported, "this server is set up as one that keeps no such conditions, so nothing was written",
      location: location(key))
  }

  /// What a reply's header fields say of an object.
  func info(_ key: String, size: Int64, _ fields: HTTPFields) -> ObjectInfo {
    ObjectInfo(
      key: key, size: size, etag: fields[.eTag].map(EntityTag.bare),
      modified: fields[.lastModified].flatMap(UTCTime.init(httpDate:))?.nanoseconds,
      tier: fields[.amz("storage-class")], metadata: UserMetadata.s3.read(fields))
  }
}
