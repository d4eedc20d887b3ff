/// Why nothing was measured.
struct BenchError: Error, CustomStringConvertible {
  var message: String
  var description: String { message }
}
