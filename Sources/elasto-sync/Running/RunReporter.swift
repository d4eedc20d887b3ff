import ElastoSync

/// Says what happens during a run: problems at once, progress for whoever watches, everything in JSON.
struct RunReporter: RunObserver {
  private let session: Session

  init(_ session: Session) { self.session = session }

  func report(_ event: RunEvent) {
    switch event {
    case .problem(let job, let source, let problem): show(problem, job: job, source: source)
    case .warning(let text): session.warn(text)
    case .sectionStarted(let job, let source, let targets):
      session.say(.info, "\(job): \(source) -> \(targets.joined(separator: ", "))")
      session.emit("apply_start") { object in
        object.add("job", job)
        object.add("source", source)
        object.add("targets", targets)
      }
    case .snapshotSaved(let snapshot): show(snapshot)
    case .repositoryCreated(let target, let id):
      session.note("created repository \(id.prefix(8)) for \(target)")
      session.emit("repository_created") { object in
        object.add("target", target)
        object.add("id", id)
      }
    case .volumeChanged(let volume): show(volume)
    case .resumed(let target, let packs, let unreadable): showResumed(target, packs: packs, unreadable: unreadable)
    case .snapshotForgotten(let target, let id):
      session.note("forgot snapshot \(id.prefix(8)) at \(target)")
      session.emit("snapshot_forgotten") { object in
        object.add("target", target)
        object.add("id", id)
      }
    case .maintained(let target, let what):
      session.note("\(target): \(what)")
      session.emit("maintained") { object in
        object.add("target", target)
        object.add("what", what)
      }
    case .hookStarted(let job, let hook, let command):
      session.say(.info, "\(job): \(hook) hook: \(command.joined(separator: " "))")
      session.emit("hook_start") { object in
        object.add("job", job)
        object.add("hook", hook)
        object.add("command", command)
      }
    case .jobFinished(let outcome): show(outcome)
    }
  }

  private func show(_ volume: PlannedVolume) {
    let verb =
      switch volume.action {
      case .create: "created"
      case .grow: "grew"
      case .shrink: "shrank"
      case .protect, .unprotect: "changed"
      }
    session.note("\(verb) volume \(PlanPresenter.text(of: volume))")
    session.emit("volume_changed") { object in
      object.add("action", volume.action.rawValue)
      PlanRecords.add(volume, to: &object)
    }
  }

  private func showResumed(_ target: String, packs: Int, unreadable: Int) {
    session.note(
      "\(target): an earlier run was interrupted; \(QuantityText.count(packs, "pack")) that it stored "
        + (packs == 1 ? "is" : "are") + " used")
    if unreadable > 0 {
      session.warn(
        "\(target): \(QuantityText.count(unreadable, "pack")) of an interrupted run cannot be read; prune removes them")
    }
    session.emit("resumed") { object in
      object.add("target", target)
      object.add("packs", packs)
      object.add("unreadable", unreadable)
    }
  }

  private func show(_ problem: PathProblem, job: String, source: String) {
    session.say(.warning, "\(FileSystemPath(problem.path).displayed): \(problem.reason)")
    session.emit("file_problem") { object in
      object.add("job", job)
      object.add("source", source)
      object.add("path", problem.path)
      object.add("reason", problem.reason)
    }
  }

  private func show(_ snapshot: SavedSnapshot) {
    session.note(
      "saved snapshot \(snapshot.id.prefix(8)) of \(snapshot.source) at \(snapshot.target): "
        + "\(QuantityText.count(snapshot.files, "file")), \(QuantityText.bytes(snapshot.bytesRead)) read, "
        + "\(QuantityText.bytes(snapshot.newBytes)) new, \(QuantityText.bytes(snapshot.storedBytes)) stored, "
        + QuantityText.time(seconds: snapshot.seconds))
    session.emit("snapshot_saved") { object in
      object.add("job", snapshot.job)
      object.add("source", snapshot.source)
      object.add("target", snapshot.target)
      object.add("id", snapshot.id)
      object.add("tree", snapshot.tree)
      object.add("files", snapshot.files)
      object.add("bytes_read", snapshot.bytesRead)
      object.add("new_chunks", snapshot.newBlobs)
      object.add("new_bytes", snapshot.newBytes)
      object.add("stored_bytes", snapshot.storedBytes)
      object.add("seconds", snapshot.seconds)
    }
  }

  private func show(_ outcome: JobOutcome) {
    for error in outcome.errors { session.report(error) }
    if outcome.result == .skipped { session.note("\(outcome.job): skipped, as its before hook asked for") }
    session.emit("apply_complete") { object in
      object.add("job", outcome.job)
      object.add("result", outcome.result.rawValue)
      object.add("snapshots", outcome.snapshots.map(\.id))
      object.add("problems", outcome.problems.count)
      object.add("errors", outcome.errors.map(ErrorChain.text))
      object.add("seconds", outcome.seconds)
    }
  }
}
