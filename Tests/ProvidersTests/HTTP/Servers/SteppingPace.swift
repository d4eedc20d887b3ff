import Providers
import Synchronization

/// Grants a piece, then asks for a pause, and so on.
final class SteppingPace: TransferPace {
  struct State {
    var granted: [TransferDirection: Int] = [:]
    var questions = 0
    var isPausing = false
  }

  let state = Mutex(State())
  static let piece = 20_000

  func grant(_ wanted: Int, _ direction: TransferDirection) -> TransferGrant {
    state.withLock { state in
      state.questions += 1
      state.isPausing.toggle()
      if !state.isPausing { return TransferGrant(bytes: 0, wait: 3_000_000) }
      let bytes = min(wanted, Self.piece)
      state.granted[direction, default: 0] += bytes
      return TransferGrant(bytes: bytes)
    }
  }

  func giveBack(_ count: Int, _ direction: TransferDirection) {
    state.withLock { $0.granted[direction, default: 0] -= count }
  }
}
