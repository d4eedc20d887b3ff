/// One request that write-back sends below.
struct DestageRequest: Sendable, Hashable {
  var range: Range<Int64>
  /// Zeros are one request of any length; bytes are in pieces that touch one another.
  var zeros: ZeroedSpace?
  var pieces: [IntervalMap.Piece] = []

  /// What an epoch takes: neighbours joined, and cut at multiples of `largest`, where a store's own blocks end as well.
  static func requests(for epoch: IntervalMap, largest: Int64) -> [DestageRequest] {
    var requests: [DestageRequest] = []
    func joins(_ range: Range<Int64>, _ zeros: ZeroedSpace?) -> Bool {
      guard let last = requests.last, last.range.upperBound == range.lowerBound, last.zeros == zeros else {
        return false
      }
      return zeros != nil || range.lowerBound % largest != 0
    }
    func add(_ piece: IntervalMap.Piece, _ zeros: ZeroedSpace?) {
      if joins(piece.range, zeros) {
        let last = requests.count - 1
        requests[last].range = requests[last].range.lowerBound..<piece.range.upperBound
        if zeros == nil { requests[last].pieces.append(piece) }
      } else {
        requests.append(DestageRequest(range: piece.range, zeros: zeros, pieces: zeros == nil ? [piece] : []))
      }
    }
    for piece in epoch.pieces {
      if case .zeros(let space) = piece.source {
        add(piece, space)
        continue
      }
      var next = piece.range.lowerBound
      while next < piece.range.upperBound {
        let end = min(piece.range.upperBound, (next / largest + 1) * largest)
        add(piece.part(next..<end), nil)
        next = end
      }
    }
    return requests
  }
}
