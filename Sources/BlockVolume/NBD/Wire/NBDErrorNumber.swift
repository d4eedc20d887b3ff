/// The errors that a reply can name.
enum NBDErrorNumber: UInt32 {
  case notPermitted = 1
  case inputOutput = 5
  case noMemory = 12
  case invalid = 22
  case noSpace = 28
  case overflow = 75
  case unsupported = 95
  case shuttingDown = 108

  /// What a client is told of a device's error; it gets the message too where it can.
  init(_ error: BlockError) {
    self =
      switch error.code {
      case .outOfRange, .unsupported: .invalid
      case .readOnly: .notPermitted
      case .noSpace: .noSpace
      case .notFound, .unavailable, .cancelled, .failed, .fenced, .corrupted: .inputOutput
      }
  }
}
