import ArgumentParser
import BlockVolume
import ElastoSync

/// Shows what served volumes do.
struct VolumeTopCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "top", abstract: "Show what the volumes that are served on this machine do.",
    discussion: "A table that is drawn anew on a terminal, else written once. The figures are those of the interval.")

  @OptionGroup var global: GlobalOptions

  @Option(
    help: ArgumentHelp("Seconds between two looks.", valueName: "seconds"))
  var interval = 1.0

  @Option(help: ArgumentHelp("End after so many tables; else on a terminal never.", valueName: "n"))
  var count: Int?

  mutating func validate() throws {
    guard interval >= 0.1, interval <= 3600, count ?? 1 > 0 else {
      throw ValidationError("--interval takes 0.1 to 3600, and --count 1 or more")
    }
  }

  func run(in session: Session) async throws -> ExitStatus {
    let workspace = try session.workspace()
    let isLive = session.console.terminal.isOutput && !session.isJSON
    let last = count ?? (isLive ? .max : 1)
    var before = try await workspace.servedStatus()
    for number in 1...last {
      try await Task.sleep(for: .seconds(interval))
      let now = try await workspace.servedStatus()
      show(before, now, isFirst: number == 1, isLive: isLive, session)
      before = now
    }
    return .done
  }

  private func show(
    _ before: [VolumeStatus], _ now: [VolumeStatus], isFirst: Bool, isLive: Bool, _ session: Session
  ) {
    var table = VolumeTopTable()
    for volume in now {
      let earlier = before.first { $0.name == volume.name } ?? volume
      let rates = VolumeRates(from: earlier, to: volume, seconds: interval)
      table.add(volume, rates)
      session.emit("volume_rates") { VolumeTopTable.fill(&$0, volume, rates) }
    }
    guard !session.isJSON else { return session.console.flush() }
    // From the upper left corner on, over what was there.
    if isLive { session.print("\u{1B}[\(isFirst ? "2J\u{1B}[" : "")H\u{1B}[J\u{1B}[1A") }
    table.lines.forEach(session.print)
    session.console.flush()
  }
}
