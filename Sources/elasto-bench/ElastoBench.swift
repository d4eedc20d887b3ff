import Glibc

/// `elasto-bench [--json] [--mib SIZE] [FILE]`: what chunkers, digests, ciphers and compression reach on one thread.
///
/// `elasto-bench index …`: what a large index costs, see `IndexBench`.
///
/// Without a file the data is generated and the same in every run.
///
/// `elasto-bench nbd …`: a server of a file, see `NBDBench`.
///
/// `elasto-bench http [--json] [get|put]`: what the HTTP client reaches over loopback, with nginx on the other side for
/// small requests and a server that drops bodies for large ones; it starts and stops both.
@main
struct ElastoBench {
  static func main() async {
    do {
      if CommandLine.arguments.count == 3, CommandLine.arguments[1] == DiscardServer.argument,
        let port = Int(CommandLine.arguments[2])
      {
        return try DiscardServer.run(port: port)
      }
      let words = Array(CommandLine.arguments.dropFirst())
      if words.first == "nbd" { return try await NBDBench.run(Array(words.dropFirst())) }
      if words.first == "index" { return try await IndexBench.run(Array(words.dropFirst())) }
      let options = try BenchOptions(words)
      let table = ResultTable(asJSON: options.asJSON)
      switch options.subject {
      case .parts:
        let data = try options.file.map { try BenchData(file: $0) } ?? BenchData(generated: options.size)
        table.begin()
        for bench in try PartBench.all(data) { table.add(bench.measured()) }
      case .http:
        table.beginHTTP()
        try await HTTPBench.runAll(options.file ?? "") { table.add($0) }
      }
    } catch {
      var message = "elasto-bench: \(error)\n"
      message.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
      exit(1)
    }
  }
}
