/// The reply to a request that was carried out elsewhere.
struct NBDFinished: Sendable {
  var head: [UInt8]
  /// What follows the head.
  var data: IOSlice?
  /// What the request used.
  var buffer: IOBuffer?
  /// Bytes that it was counted for.
  var cost: Int
}
