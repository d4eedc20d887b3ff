/// What a client and the server have agreed on.
struct NBDSession: Hashable {
  static let allocationContext: UInt32 = 1

  /// The export's own name, not the empty one that may stand for it.
  var export: [UInt8]
  var hasStructuredReplies = false
  /// The client may ask for `base:allocation`.
  var hasAllocationContext = false

  init(export: [UInt8]) { self.export = export }
}
