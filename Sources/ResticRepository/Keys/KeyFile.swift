import Cryptography
import Providers
import Secrets

/// One file of `keys/`: the master key, sealed by what scrypt makes of a password. Not itself encrypted.
///
///     {"created":"2006-01-02T15:04:05.9Z","username":"…","hostname":"…","kdf":"scrypt","N":32768,"r":8,"p":5,
///      "salt":"base64 of 64 bytes","data":"base64 of the sealed master key"}
///
/// Source: restic's design document, "Keys, Encryption and MAC".
struct KeyFile: Sendable, Hashable {
  static let saltLength = 64
  /// Where scrypt runs: it takes half a second and 32 MiB each time.
  static let threads = BlockingThreads(name: "elasto-scrypt", limit: 2)

  var created: GoTime
  var username: String
  var hostname: String
  var parameters: ScryptParameters
  var salt: [UInt8]
  var sealedMasterKey: [UInt8]

  /// Seals `master` under a password. Blocks as long as `parameters` ask for.
  init(
    sealing master: MasterKey, password: SecretBytes, parameters: ScryptParameters, created: GoTime, username: String,
    hostname: String
  ) throws(CryptographyError) {
    self.created = created
    self.username = username
    self.hostname = hostname
    self.parameters = parameters
    salt = try SecureRandom.bytes(Self.saltLength)
    sealedMasterKey = []
    let sealer = try Sealer(Self.deriveKey(password, salt: salt, parameters: parameters))
    let plaintext = master.encodedJSON()
    var sealed = [UInt8](repeating: 0, count: plaintext.count + SealedForm.overhead)
    do {
      try plaintext.withBytes { plaintext in
        try sealed.withUnsafeMutableBytes { _ = try sealer.seal(plaintext, into: $0) }
      }
    } catch {
      throw CryptographyError(.failed, "the master key could not be sealed", location: "key", cause: error)
    }
    sealedMasterKey = sealed
  }

  /// What trying a password came to.
  enum Opening {
    case opened(MasterKey)
    case wrongPassword
    /// It opened, but there is no master key inside.
    case damaged
  }

  /// Tries a password. Blocks as long as `parameters` ask for.
  func open(password: SecretBytes) throws(CryptographyError) -> Opening {
    guard parameters.isAcceptable else { return .damaged }
    let sealer = try Sealer(Self.deriveKey(password, salt: salt, parameters: parameters))
    do {
      var isOpen = false
      var length = 0
      let plaintext = try SecretBytes(count: sealedMasterKey.count) { output in
        guard let opened = try sealedMasterKey.withUnsafeBytes({ try sealer.open($0, into: output) }) else { return }
        length = opened
        isOpen = true
      }
      guard isOpen else { return .wrongPassword }
      let master = plaintext.withBytes { MasterKey.decode(json: UnsafeRawBufferPointer(rebasing: $0[..<length])) }
      return master.map { .opened($0) } ?? .damaged
    } catch {
      throw CryptographyError(.failed, "a key could not be opened", location: "key", cause: error)
    }
  }

  private static func deriveKey(
    _ password: SecretBytes, salt: [UInt8], parameters: ScryptParameters
  ) throws(CryptographyError) -> MasterKey {
    let derived: SecretBytes
    do {
      derived = try SecretBytes(count: MasterKey.length) { output in
        try password.withBytes { password in
          try salt.withUnsafeBytes { salt in
            try Scrypt.derive(
              password: password, salt: salt, n: UInt64(parameters.n), r: UInt64(parameters.r),
              p: UInt64(parameters.p), into: output)
          }
        }
      }
    } catch let error as CryptographyError {
      throw error
    } catch {
      throw CryptographyError(.failed, "\(error)", location: "scrypt")
    }
    guard let key = MasterKey(derived) else {
      throw CryptographyError(.failed, "scrypt gave no usable key", location: "scrypt")
    }
    return key
  }
}
