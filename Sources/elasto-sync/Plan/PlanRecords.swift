import ElastoSync

/// A plan as JSON: a `planned_change` for each thing to do, then one `change_summary`.
struct PlanRecords {
  private let session: Session

  init(_ session: Session) { self.session = session }

  func emit(_ report: PlanReport) {
    let summary = report.summary
    for name in summary.repositories { change("create_repository") { $0.add("target", name) } }
    for volume in summary.volumes { change("\(volume.action.rawValue)_volume") { Self.add(volume, to: &$0) } }
    for part in summary.parts { change("backup") { add(part, to: &$0) } }
    for snapshot in summary.forgotten {
      change("forget") { object in
        object.add("target", snapshot.target)
        object.add("id", snapshot.id)
        object.add("snapshot_time", snapshot.time)
        object.add("source", snapshot.source)
      }
    }
    for job in summary.maintenance { change("maintain") { $0.add("job", job) } }
    session.emit("change_summary") { object in
      let totals = PlanTotals(summary)
      object.add("depth", report.header.depth.rawValue)
      object.add("created", report.header.created)
      object.add("host", report.header.host)
      object.add("changes", !summary.isEmpty)
      object.add("add", json(totals.added))
      object.add("change", json(totals.changed))
      object.add("remove", json(totals.removed))
      object.add("unchanged", json(totals.unchanged))
      object.add("volumes", summary.volumes.count)
      object.add("snapshots", totals.snapshots)
      object.add("forget", summary.forgotten.count)
      object.add("bytes_to_read", summary.bytesToRead)
      object.add("new_bytes", ifPresent: totals.newBytes)
      object.add("stored_bytes", ifPresent: totals.storedBytes)
      object.add("put_requests", totals.putRequests)
      object.add("problems", summary.problems.count)
      object.add("unmanaged", summary.unmanaged)
    }
  }

  private func change(_ action: String, _ fill: (inout JSONObject) -> Void) {
    session.emit("planned_change") { object in
      object.add("action", action)
      fill(&object)
    }
  }

  static func add(_ volume: PlannedVolume, to object: inout JSONObject) {
    object.add("volume", volume.name)
    object.add("location", volume.location)
    object.add("format", volume.format)
    object.add("size", volume.size)
    object.add("size_before", ifPresent: volume.sizeBefore)
    object.add("id", ifPresent: volume.id)
  }

  private func add(_ part: PlanSummary.Part, to object: inout JSONObject) {
    object.add("job", part.job)
    object.add("source", part.source)
    object.add("target", part.target)
    object.add("new", json(part.changes.new))
    object.add("changed", json(part.changes.changed))
    object.add("metadata_only", json(part.changes.metadataOnly))
    object.add("removed", json(part.changes.removed))
    object.add("unchanged", json(part.changes.unchanged))
    object.add("directories", part.changes.directories)
    object.add("new_bytes", ifPresent: part.newBytes)
    object.add("new_chunks", ifPresent: part.newChunks)
    object.add("stored_bytes", ifPresent: part.storedEstimate)
    object.add("put_requests", part.putRequests)
    if let cost = part.cost {
      var price = JSONObject()
      price.add("currency", cost.currency)
      price.add("once", cost.once)
      price.add("per_month", cost.perMonth)
      object.add("cost", price)
    }
  }

  private func json(_ tally: FileTally) -> JSONObject {
    var object = JSONObject()
    object.add("files", tally.files)
    object.add("bytes", tally.bytes)
    return object
  }
}
