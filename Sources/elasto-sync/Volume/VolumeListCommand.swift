import ArgumentParser
import ElastoSync

/// Lists volumes.
struct VolumeListCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the volumes of the manifest, and what is there for each.")

  @OptionGroup var global: GlobalOptions

  func run(in session: Session) async throws -> ExitStatus {
    let workspace = try session.workspace()
    var table = TextTable([
      .init(title: "NAME"), .init(title: "SIZE", isNumber: true), .init(title: "FORMAT"), .init(title: "ID"),
      .init(title: "LOCATION"), .init(title: ""),
    ])
    var status = ExitStatus.done
    for name in workspace.volumeNames {
      do {
        let state = try await workspace.volumeState(name)
        table.add([
          state.name, QuantityText.exact(state.size ?? state.declaredSize), state.format,
          state.id.map { String($0.prefix(8)) } ?? "-", state.location, Self.remark(state),
        ])
        session.emit("volume") { VolumeText(session: session).add(state, to: &$0) }
      } catch {
        session.report(error)
        status = ExitStatus(error)
      }
    }
    if !session.isJSON, !table.isEmpty { table.lines.forEach(session.print) }
    return status
  }

  private static func remark(_ state: VolumeState) -> String {
    guard let size = state.size else { return "not created" }
    var remarks = state.isEncrypted ? ["encrypted"] : []
    if size != state.declaredSize { remarks.append("declared \(QuantityText.exact(state.declaredSize))") }
    return remarks.joined(separator: ", ")
  }
}
