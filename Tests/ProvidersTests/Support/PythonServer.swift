import Foundation
import ProvidersTesting

/// A server of `scripts/lib`, on a port of its own, while its owner lives.
final class PythonServer: Sendable {
  let port: Int
  private let process: ServerProcess

  /// - Parameter script: its name in `scripts/lib`; it takes the port.
  init(_ script: String) throws {
    port = LoopbackPort.unused()
    let log = NSTemporaryDirectory() + "elasto-server-\(UUID().uuidString)"
    process = try ServerProcess(
      Checkout.programs + "/python", [Checkout.root + "/scripts/lib/\(script)", "\(port)"], log: log,
      removing: [log])
    try process.waitUntilListening(on: port)
  }
}
