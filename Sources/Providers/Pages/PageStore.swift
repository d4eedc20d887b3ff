/// Random-write storage: one volume, open.
///
/// What `PageReader` says of ranges, tasks, retries and cancelling holds here too. Writers whose ranges do not overlap
/// need no agreement and run side by side, even where they share a block. Where ranges overlap, each page of
/// `geometry.alignment` bytes ends up with what one of them wrote. Memory is bounded by the configuration, never by the
/// size of the volume.
///
/// **Durability.** What `flush` has returned for survives a crash of this machine. Before that, a crash leaves of each
/// page that was written since the last flush the old or the new bytes, in any combination; with the `atomicFlush`
/// capability it leaves all as it was at one moment between. With `durableWrites` every call is durable on return.
///
/// **Repeating.** Writing, clearing, resizing and flushing are idempotent: the same call may be made again after an
/// error, and has to be where the error came from `flush` or nothing is known to be durable. A call that failed may have
/// taken effect in part, page by page. A write that timed out may still be under way in a network: the volume repeats
/// it, but whoever gives up should not write other bytes to the same place before reopening.
///
/// **Losing the right to write.** `.conditionFailed` says that another writer has taken over or holds the lease. Nothing
/// that was thrown it for has damaged what the other reads.
public protocol PageStore: PageReader {
  /// Writes `bytes` at `offset`. Atomic for each page of `geometry.alignment` bytes, not as a whole.
  ///
  /// What is all zeros need not take space. Throws `.noSpace` where there is none, `.accessDenied` where the volume is
  /// open for reading only.
  func write(_ bytes: [UInt8], at offset: Int64) async throws(StoreError)

  /// Makes `range` read as zeros and gives its space back, as far as whole blocks are covered.
  ///
  /// Costs what is allocated in the range, not its length. Atomic for each page.
  func clear(_ range: Range<Int64>) async throws(StoreError)

  /// Changes the size to a multiple of `geometry.alignment`. What is cut off is gone; what is added reads as zeros.
  ///
  /// Waits for writes that are under way through this handle. Atomic: the old size or the new one.
  func resize(to size: Int64) async throws(StoreError)

  /// Returns when everything that was written, cleared or resized before the call is durable.
  ///
  /// After an error none of it is known to be: what `flush` threw for is tried again by the next call.
  func flush() async throws(StoreError)

  /// Keeps the volume as it is now: everything that had returned before the call, and of each write that is under way
  /// all or nothing of each page. Durable on return, as is everything that was written before.
  ///
  /// Not idempotent: a repetition after a lost reply may make a second one. Throws `.unsupported` without the
  /// `snapshots` capability.
  func makeSnapshot() async throws(StoreError) -> PageSnapshot

  /// One page of the snapshots, oldest first, of ids behind `cursor`; never more than `limit` (at least 1).
  func snapshots(after cursor: String?, limit: Int) async throws(StoreError) -> PageSnapshotList

  /// Opens a snapshot for reading. Throws `.notFound` where there is none of this id.
  ///
  /// Reading fails with `.notFound` once the snapshot is deleted.
  func openSnapshot(_ id: String) async throws(StoreError) -> any PageReader

  /// Deletes a snapshot; one that is not there counts as deleted. Idempotent.
  func deleteSnapshot(_ id: String) async throws(StoreError)

  /// Takes the lease, and writes through this handle under it from now on.
  ///
  /// Idempotent for the same id. Throws `.conditionFailed` while another id holds the lease, or where the storage does
  /// not hand leases over and another handle has it; `.unsupported` without the `leases` capability, or for a duration
  /// that the storage does not have (Azure: 15 to 60 seconds, or `nil`).
  ///
  /// - Parameters:
  ///   - id: as `PageLease.newID()` makes it, or that of a lease to take over.
  ///   - seconds: how long it lasts; `nil` without an end.
  @discardableResult
  func acquireLease(id: String, seconds: Int?) async throws(StoreError) -> PageLease

  /// Begins the duration of this handle's lease anew. Idempotent. Throws `.conditionFailed` where it is lost, or was
  /// never acquired.
  func renewLease() async throws(StoreError)

  /// Gives this handle's lease back; does nothing without one. Idempotent.
  func releaseLease() async throws(StoreError)

  /// Ends whoever's lease: at once, or after the seconds given, where the storage can wait. Returns the seconds until
  /// then.
  ///
  /// Idempotent. Throws `.unsupported` without the `leaseBreaking` capability.
  @discardableResult
  func breakLease(after seconds: Int?) async throws(StoreError) -> Int

  /// Flushes, gives the lease back and lets go of everything. Nothing may be called afterwards but this.
  func close() async throws(StoreError)
}
