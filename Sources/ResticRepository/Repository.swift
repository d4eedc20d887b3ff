public import Cryptography
public import Providers
import Secrets
import Synchronization

/// An open restic repository.
///
/// Any task may use it at any time. It takes no locks by itself: whoever writes holds a `RepositoryLock`.
public final class Repository: Sendable {
  public let store: any ObjectStore
  public let config: RepositoryConfig
  package let masterKey: MasterKey
  /// Where tables of the index are kept between runs; `nil` for nowhere.
  public let cacheDirectory: String?

  let codecs: LendingPool<FileCodec>
  let openers: LendingPool<BlobOpener>
  let blocks = PackBlockCache()
  /// Only for a store that is not this machine's own disk.
  let files: FileCache?
  private let currentKey: Mutex<StorageID>
  private let currentIndex = Mutex<BlobIndex?>(nil)

  init(
    store: any ObjectStore, config: RepositoryConfig, masterKey: MasterKey, keyID: StorageID, cacheDirectory: String?,
    keepsFiles: Bool = true
  ) {
    self.store = store
    self.config = config
    self.masterKey = masterKey
    self.cacheDirectory = cacheDirectory
    files = keepsFiles && store.local == nil ? cacheDirectory.map { FileCache(folder: "\($0)/\(config.id.hex)") } : nil
    currentKey = Mutex(keyID)
    codecs = LendingPool { try FileCodec(masterKey) }
    openers = LendingPool { try BlobOpener(masterKey) }
  }

  /// The same repository, of which nothing is read from copies on the local disk.
  func readingFromStoreOnly() -> Repository {
    let other = Repository(
      store: store, config: config, masterKey: masterKey, keyID: keyID, cacheDirectory: cacheDirectory,
      keepsFiles: false)
    other.index = index
    return other
  }

  /// Chosen at random when it was made; the same wherever it is moved.
  public var id: StorageID { config.id }

  /// The key that it was opened with, or that `changePassword` put in its place.
  public internal(set) var keyID: StorageID {
    get { currentKey.withLock { $0 } }
    set { currentKey.withLock { $0 = newValue } }
  }

  /// The index that `loadIndex` returned last.
  public internal(set) var index: BlobIndex? {
    get { currentIndex.withLock { $0 } }
    set { currentIndex.withLock { $0 = newValue } }
  }

  /// How one file of this repository is called in messages.
  package func location(_ file: RepositoryFile, _ id: StorageID) -> String { "\(store.name): \(file.word) \(id)" }
}
