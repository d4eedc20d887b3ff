import Synchronization

/// Chooses which requests fail, and how, the same for the same seed and order.
final class FaultDice: Sendable {
  enum Fault: CaseIterable {
    case internalError, serverBusy, resetBefore, replyLost, truncatedReply

    /// What is said instead of doing anything; `nil` where the request is carried out.
    var reply: EmulatorReply? {
      switch self {
      case .internalError:
        return EmulatorReply(
          StorageFault(500, "InternalError", "The server met an internal error."), requestID: Identifier.new())
      case .serverBusy:
        var fault = StorageFault(503, "ServerBusy", "The server is busy.")
        fault.fields = [("Retry-After", "1")]
        return EmulatorReply(fault, requestID: Identifier.new())
      case .resetBefore, .replyLost, .truncatedReply: return nil
      }
    }
  }

  private let rate: Double
  private let state: Mutex<UInt64>

  init(rate: Double, seed: UInt64) {
    self.rate = rate
    state = Mutex(seed)
  }

  /// The fate of the next request; `nil` for most.
  func roll() -> Fault? {
    guard rate > 0 else { return nil }
    let number = state.withLock { state in
      // SplitMix64
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }
    guard Double(number >> 11) / Double(1 << 53) < rate else { return nil }
    return Fault.allCases[Int(number % UInt64(Fault.allCases.count))]
  }
}
