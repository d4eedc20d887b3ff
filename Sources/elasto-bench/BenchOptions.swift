/// The command line.
struct BenchOptions {
  enum Subject { case parts, http }

  var subject = Subject.parts
  var asJSON = false
  /// Bytes of generated data.
  var size = 256 << 20
  /// What is measured: a file's bytes, or the exchanges whose names begin so.
  var file: String?

  init(_ arguments: some Sequence<String>) throws(BenchError) {
    var rest = Array(arguments)[...]
    if rest.first == "http" {
      subject = .http
      rest.removeFirst()
    }
    while let argument = rest.popFirst() {
      switch argument {
      case "--json": asJSON = true
      case "--mib":
        guard let text = rest.popFirst(), let count = Int(text), (1...16384).contains(count) else {
          throw BenchError(message: "--mib takes a number of MiB from 1 to 16384")
        }
        size = count << 20
      default:
        guard !argument.hasPrefix("-"), file == nil else {
          throw BenchError(
            message: "usage: elasto-bench [--json] [--mib SIZE] [FILE], or elasto-bench http [--json] [get|put]")
        }
        file = argument
      }
    }
  }
}
