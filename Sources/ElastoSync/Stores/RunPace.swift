import Manifest
import Providers
import Synchronization

/// The pace of all transfers of a run: that of the job which is under way.
///
/// Jobs of a run follow one another, and share the connections to the stores.
final class RunPace: TransferPace {
  private let limit = Mutex<BandwidthLimit?>(nil)

  /// `nil` is as fast as it goes.
  func follow(_ bandwidth: Bandwidth?) {
    limit.withLock { $0 = bandwidth.flatMap { $0.isUnlimited ? nil : BandwidthLimit($0.timetable) } }
  }

  func grant(_ wanted: Int, _ direction: TransferDirection) -> TransferGrant {
    limit.withLock { $0 }?.grant(wanted, direction) ?? TransferGrant(bytes: wanted)
  }

  func giveBack(_ count: Int, _ direction: TransferDirection) {
    limit.withLock { $0 }?.giveBack(count, direction)
  }
}
