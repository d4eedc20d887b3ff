import ArgumentParser
import Cryptography
import ElastoSync
import ResticRepository

/// Lists the keys of a repository.
struct KeyListCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the keys; * marks the one in use.")

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions

  func run(in session: Session) async throws -> ExitStatus {
    let repository = try await session.openRepository(target)
    var table = TextTable([
      .init(title: ""), .init(title: "ID"), .init(title: "USER"), .init(title: "HOST"), .init(title: "CREATED"),
    ])
    for key in try await repository.listKeys() {
      let created = key.isDamaged ? "damaged" : key.created.text(in: .current())
      table.add([
        key.isCurrent ? "*" : "", key.id.short, FileSystemPath(key.username).displayed,
        FileSystemPath(key.hostname).displayed, created,
      ])
      session.emit("key") { object in
        object.add("id", key.id.hex)
        object.add("current", key.isCurrent)
        object.add("damaged", key.isDamaged)
        if !key.isDamaged {
          object.add("username", key.username)
          object.add("hostname", key.hostname)
          object.add("created", key.created.rfc3339)
        }
      }
    }
    if !session.isJSON { table.lines.forEach(session.print) }
    return .done
  }
}
