/// A request that may be carried out: its range lies inside of the export.
enum NBDOperation: Hashable {
  /// `isWhole`: in one piece.
  case read(Range<Int64>, isWhole: Bool)
  case write(Range<Int64>, WriteDurability)
  case zero(Range<Int64>, ZeroedSpace, WriteDurability)
  case flush
  case cache(Range<Int64>)
  case status(Range<Int64>, limit: Int)
  case disconnect
}

/// Why a request is not carried out.
struct NBDRefusal: Error, Hashable {
  var number: NBDErrorNumber
  var message: String

  init(_ number: NBDErrorNumber, _ message: String) {
    self.number = number
    self.message = message
  }

  init(_ error: BlockError) { self.init(NBDErrorNumber(error), error.message) }
}
