public import Providers

/// A volume that is open: an image with its record, and as a disk.
///
/// Opened for writing it is held under a lease, so that one process writes at a time; another that tries gets `.fenced`.
public final class Volume: Sendable {
  /// How long a lease lasts, where leases end by themselves; it is renewed three times in that time.
  public static let leaseSeconds = 60

  public let place: VolumePlace
  /// As they were when it was opened, but for the size.
  public let facts: VolumeFacts
  /// The image, footer included.
  public let pages: any PageStore
  /// The disk, whose `close` closes the image.
  public let device: any BlockDevice
  /// Who wrote to it before it was opened; see `noteWriter`.
  public let lastWriter: String?
  private let disk: any ResizableDevice
  private let keeper: LeaseKeeper?

  init(
    _ place: VolumePlace, _ facts: VolumeFacts, _ pages: any PageStore, lastWriter: String?, name: String,
    isReadOnly: Bool, keeper: LeaseKeeper?
  ) {
    self.lastWriter = lastWriter
    self.place = place
    self.facts = facts
    self.pages = pages
    self.keeper = keeper
    disk =
      if let file = pages as? SparseFilePages {
        SparseFileDevice(file, name: name, size: facts.size, isReadOnly: isReadOnly)
      } else {
        PageStoreDevice(pages, name: name, size: facts.size, isReadOnly: isReadOnly)
      }
    device = disk
  }

  /// Opens the volume at `place`.
  ///
  /// Throws `.notFound` where there is none, `.fenced` while another has it open for writing, `.corrupted` where the
  /// image is not what its record says.
  ///
  /// - Parameters:
  ///   - name: how it is called in messages.
  ///   - holder: an id as `PageLease.newID` makes it; the same one takes over what it held before it was killed. `nil`
  ///     for a new one.
  public static func open(
    _ place: VolumePlace, name: String, _ access: PageAccess, holder: String? = nil, clock: StoreClock = .system
  ) async throws(BlockError) -> Volume {
    guard let record = try await VolumeRecord.read(place) else { throw notFound(place) }
    if record.pending != nil, access == .writing { try await finish(record, place) }
    let pages = try await openPages(place, access, holder: holder)
    // From now on: a request that hangs may take as long as the lease lasts.
    let keeper = access == .writing && !(pages is SparseFilePages) ? LeaseKeeper(pages, clock: clock) : nil
    do throws(BlockError) {
      let facts = record.facts(size: try await size(of: pages, record, place))
      return Volume(
        place, facts, pages, lastWriter: record.lastWriter, name: name, isReadOnly: access == .reading, keeper: keeper)
    } catch {
      keeper?.stop()
      try? await pages.close()
      throw error
    }
  }

  /// Another has taken the lease, or it was broken: nothing can be written any more.
  public var isFenced: Bool { keeper?.isLost ?? false }

  /// Grows the disk, or cuts it off: whoever calls has made sure that this is meant. Idempotent.
  public func resize(to size: Int64) async throws(BlockError) {
    try facts.format.check(size: size, place.description)
    guard size != disk.size else { return }
    if size < disk.size { disk.resize(to: size) }
    try await Self.resize(pages, facts, from: disk.size, to: size, place)
    disk.resize(to: size)
  }

  /// Notes beside the volume who writes to it from now on: to be called before the first write.
  ///
  /// A cache that holds writes which never came to the image is refused once another has been noted.
  ///
  /// - Parameter id: of the cache; `nil` for one that nobody else has.
  public func noteWriter(_ id: String? = nil) async throws(BlockError) {
    guard id == nil || id != lastWriter, var record = try await VolumeRecord.read(place) else { return }
    record.lastWriter = id ?? PageLease.newID()
    try await record.write(place)
  }

  /// Flushes, and gives the lease back.
  public func close() async throws(BlockError) {
    keeper?.stop()
    try await device.close()
  }

  static func notFound(_ place: VolumePlace) -> BlockError {
    BlockError(
      .notFound, "there is no volume: run apply, or volume create", location: place.description)
  }

  /// Under a lease, which no older one is taken over for.
  static func openPages(
    _ place: VolumePlace, _ access: PageAccess, holder: String? = nil
  ) async throws(BlockError) -> any PageStore {
    do throws(StoreError) {
      guard access == .writing else { return try await place.namespace.openPages(place.key, .reading) }
      return try await place.namespace.openPages(
        place.key, leasedBy: holder ?? PageLease.newID(), seconds: leaseSeconds)
    } catch {
      guard error.code == .conditionFailed else { throw BlockError(error, place.description) }
      throw BlockError(
        .fenced,
        "another process has the volume open, or had until it was killed less than \(leaseSeconds) s ago: stop that one, "
          + "or wait", location: place.description, cause: error)
    }
  }
}

/// A disk that follows its storage's size.
protocol ResizableDevice: BlockDevice {
  func resize(to size: Int64)
}

extension PageStoreDevice: ResizableDevice {}
extension SparseFileDevice: ResizableDevice {}
