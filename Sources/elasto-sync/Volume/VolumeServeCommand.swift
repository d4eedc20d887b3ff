import ArgumentParser
import BlockVolume
import ElastoSync
import Glibc

/// Serves volumes.
struct VolumeServeCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve volumes over NBD until told to stop.",
    discussion: """
      Serves the volumes named, or all whose entry says where. SIGHUP takes up a changed manifest: clients of volumes that \
      stay the same notice nothing. SIGTERM and Ctrl-C finish what is under way, empty the caches, and give the leases \
      back. As a service of systemd it says when it is ready (Type=notify-reload).
      """)

  @OptionGroup var global: GlobalOptions

  @Argument(help: "Volumes of the manifest; without one, all with `serve`.")
  var names: [String] = []

  @Option(
    help: ArgumentHelp("Tell Prometheus at http://ADDRESS/metrics; on this machine only.", valueName: "address"),
    transform: Self.address)
  var metrics: NBDAddress?

  private static func address(_ text: String) throws -> NBDAddress {
    guard let address = ManifestValues.localAddress(text) else {
      throw ValidationError("\"\(text)\" is no address of this machine such as 127.0.0.1:9810 or unix:/run/metrics")
    }
    return address
  }

  func run(in session: Session) async throws -> ExitStatus {
    let (orders, order) = AsyncStream<VolumeService.Order>.makeStream()
    SignalWatcher.watch(SIGHUP)
    session.hangups.claim {
      order.yield(.reload)
      return true
    }
    let reporter = VolumeServiceReporter(session)
    let service = VolumeService(
      names: names, metrics: metrics, notifySocket: getenv("NOTIFY_SOCKET").map { String(cString: $0) },
      load: { try session.workspace() }, report: { reporter.tell($0) })
    // Not this task, which a signal cancels: what is under way has to be finished.
    let serving = Task { try await service.run(orders) }
    let isClean = try await withTaskCancellationHandler {
      try await serving.value
    } onCancel: {
      order.yield(.stop)
    }
    return isClean ? .done : .failed
  }
}
