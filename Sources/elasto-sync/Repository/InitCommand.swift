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
        show(try await workspace.adoptRepository(target), "repository_adopted", "took", session)
        return .done
      } catch let error as RepositoryError where error.code == .noRepository {
        session.say(.info, "there is none: one is created")
      }
    }
    show(
      try await workspace.createRepository(target, replacing: replace), "repository_created", "created", session)
    return .done
  }

  private func show(_ repository: Repository, _ type: String, _ verb: String, _ session: Session) {
    session.note("\(verb) repository \(repository.id.short) at \(repository.store.name)")
    session.emit(type) { object in
      object.add("id", repository.id.hex)
      object.add("location", repository.store.name)
    }
  }
}
