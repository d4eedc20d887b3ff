/// A disk: numbered bytes in blocks, read and written by many at once.
///
/// What a server serves and what a layer wraps (encryption, a cache, counters). Offsets and counts are bytes; ranges
/// begin and end on multiples of `geometry.block` and lie inside of `size`, else `.outOfRange`. Empty ranges are allowed
/// and do nothing. Every method may be called from any number of tasks at once.
///
/// **Order.** A call sees every call that had returned when it began. Of calls that overlap in time and place, each block
/// shows what one of them wrote. Writers of disjoint ranges need no agreement.
///
/// **Durability.** What `flush` has returned for, and every call with `.durable`, survives a crash of this machine. Of
/// what was written since, a crash leaves of each block the old or the new bytes.
///
/// **Repeating.** Everything is idempotent. A device repeats by itself what its storage can fail at for a while; what it
/// throws is final for the caller, who may call again, unless the code is `.fenced`.
public protocol BlockDevice: AnyObject, Sendable {
  /// How it is called in messages: the volume's name, or its place. Never holds a secret.
  var name: String { get }
  var geometry: BlockGeometry { get }
  /// Bytes, as they are now: a multiple of `geometry.block`.
  var size: Int64 { get }
  var isReadOnly: Bool { get }

  /// Fills `slice` with the bytes from `offset` on. Never short; blocks that were never written read as zeros.
  func read(into slice: IOSlice, at offset: Int64) async throws(BlockError)

  /// Writes what is in `slice`. Each block is old or new at every moment, the whole is not.
  ///
  /// The slice belongs to the device until the call returns.
  func write(_ slice: IOSlice, at offset: Int64, _ durability: WriteDurability) async throws(BlockError)

  /// Makes `range` read as zeros. Costs what is there, not the length of the range, where the storage can.
  func zero(_ range: Range<Int64>, _ space: ZeroedSpace, _ durability: WriteDurability) async throws(BlockError)

  /// Returns when everything that had returned before the call is durable.
  func flush() async throws(BlockError)

  /// What is known of `range`: extents that touch one another, ascending from its start on, at most `limit` (at
  /// least 1) of them. Where there are more the last one ends before the range does, and the caller asks on from there.
  func extents(of range: Range<Int64>, limit: Int) async throws(BlockError) -> [BlockExtent]

  /// Flushes and lets go of everything. Nothing may be called afterwards but this.
  func close() async throws(BlockError)
}

/// A device that can often answer on the calling thread, without another task or a network.
public protocol ImmediateBlockDevice: BlockDevice {
  /// `read`, where it can be answered at once; false, with nothing done, where the caller has to `read`.
  ///
  /// May wait for a local disk: call it from a thread of your own, never from a task.
  func readNow(into slice: IOSlice, at offset: Int64) throws(BlockError) -> Bool

  /// `write` that need not be durable, where it can be done at once; false, with nothing done, where it cannot.
  func writeNow(_ slice: IOSlice, at offset: Int64) throws(BlockError) -> Bool

  /// `flush`, where it can be done at once; false, with nothing done, where the caller has to `flush`.
  func flushNow() throws(BlockError) -> Bool
}

extension ImmediateBlockDevice {
  public func flushNow() throws(BlockError) -> Bool { false }
}

/// When a write counts as done.
public enum WriteDurability: Sendable, Hashable {
  /// When later calls see it.
  case ordinary
  /// When it survives a crash of this machine (FUA).
  case durable
}

/// What becomes of the space under blocks that are zeroed.
public enum ZeroedSpace: Sendable, Hashable {
  /// It is given back where the storage can.
  case released
  /// It stays allocated where the storage can: later writes there do not run out of space.
  case kept
}
