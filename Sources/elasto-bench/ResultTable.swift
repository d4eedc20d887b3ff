import Glibc

/// Prints results as they come: a line each, or one JSON object a line.
struct ResultTable {
  let asJSON: Bool

  func begin() {
    if !asJSON { print("\(padded("part", 28))  median     best  MB per second of CPU") }
  }

  func add(_ result: PartBench.Result) {
    if asJSON {
      print(
        """
        {"type":"part","name":"\(escaped(result.name))","mb_per_s":\(tenths(result.median)),\
        "best_mb_per_s":\(tenths(result.best)),"note":"\(escaped(result.note))"}
        """)
    } else {
      let (median, best) = ("\(Int(result.median))", "\(Int(result.best))")
      print("\(padded(result.name, 28))\(leading(median, 8)) \(leading(best, 8))  \(result.note)")
    }
    // Results come seconds apart; whoever reads a pipe wants each at once.
    fflush(nil)
  }

  func beginHTTP() {
    if !asJSON { print("\(padded("exchange", 36))requests/s     GB/s  µs of CPU per request") }
  }

  func add(_ result: HTTPBench.Result) {
    let gigabytes = (result.bytesPerSecond / 1e7).rounded() / 100
    if asJSON {
      print(
        """
        {"type":"http","name":"\(escaped(result.name))","requests_per_s":\(tenths(result.requestsPerSecond)),\
        "gb_per_s":\(gigabytes),"cpu_us_per_request":\(tenths(result.cpuMicrosecondsPerRequest))}
        """)
    } else {
      print(
        """
        \(padded(result.name, 36))\(leading("\(Int(result.requestsPerSecond))", 10)) \(leading("\(gigabytes)", 8))  \
        \(tenths(result.cpuMicrosecondsPerRequest))
        """)
    }
    fflush(nil)
  }

  private func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func leading(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func escaped(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20:
        "\\u00\(scalar.value < 16 ? "0" : "")\(String(scalar.value, radix: 16))"
      default: String(scalar)
      }
    }.joined()
  }
}
