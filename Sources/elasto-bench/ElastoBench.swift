import Glibc

/// `elasto-bench [--json] [--mib SIZE] [FILE]`: what chunkers, digests, ciphers and compression reach on one thread.
///
/// Without a file the data is generated and the same in every run.
@main
struct ElastoBench {
  static func main() {
    do {
      let options = try BenchOptions(CommandLine.arguments.dropFirst())
      let data = try options.file.map { try BenchData(file: $0) } ?? BenchData(generated: options.size)
      let table = ResultTable(asJSON: options.asJSON)
      table.begin()
      for bench in try PartBench.all(data) { table.add(bench.measured()) }
    } catch {
      var message = "elasto-bench: \(error)\n"
      message.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
      exit(1)
    }
  }
}
