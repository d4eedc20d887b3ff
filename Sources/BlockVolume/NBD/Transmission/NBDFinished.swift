/// The reply to a request that was carried out elsewhere.
struct NBDFinished: Sendable {
  /// What of a read could not be answered at once.
  struct Rest: Sendable {
    var cookie: UInt64
    var range: Range<Int64>
  }

  /// Empty where the reply was sent already.
  var head: [UInt8] = []
  /// What follows the head.
  var data: IOSlice?
  /// What the request used.
  var buffer: IOBuffer?
  /// Bytes that it was counted for.
  var cost: Int
  var rest: Rest?

  init(buffer: IOBuffer?, cost: Int) {
    self.buffer = buffer
    self.cost = cost
  }
}
