import ArgumentParser
import Cryptography
import ElastoSync
import Providers
import ResticRepository

/// Creates a repository.
struct InitCommand: SessionCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Create the repository of a target.",
    discussion: """
      Its id is remembered: a run that finds another repository there later, or none, stops. --replace forgets the id,
      and takes the repository that is there now, or creates a new one where none is; it deletes nothing.
      """)

  @OptionGroup var global: GlobalOptions
  @OptionGroup var target: TargetOptions
  @OptionGroup var dryRun: DryRunOption

  @Flag(help: "Forget which repository was there.")
  var replace = false

  func run(in session: Session) async throws -> ExitStatus {
    let workspace = try session.workspace()
    let target = try workspace.repositoryTarget(named: target.target)
    guard !dryRun.dryRun else {
      session.note("a repository would be created, unless there is one")
      return .done
    }
    if replace {
      do {
        show(try await workspace.adoptRepository(target), isNew: false, session)
        return .done
      } catch let error as RepositoryError where error.code == .noRepository {
        session.say(.info, "there is none: one is created")
      }
    }
    show(try await workspace.createRepository(target, replacing: replace), isNew: true, session)
    return .done
  }

  private func show(_ repository: Repository, isNew: Bool, _ session: Session) {
    session.note("\(isNew ? "created" : "took") repository \(repository.id.short) at \(repository.store.name)")
    session.emit("repository_created") { object in
      object.add("new", isNew)
      object.add("id", repository.id.hex)
      object.add("location", repository.store.name)
    }
  }
}
