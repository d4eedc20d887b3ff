import ArgumentParser
import ElastoSync
import ResticRepository

/// How far a prune goes.
struct PruneOptionGroup: ParsableArguments {
  @Option(
    help: ArgumentHelp("What nobody needs and may stay: 5%, \"2 GiB\" or unlimited. Else 5%.", valueName: "limit"))
  var maxUnused: String?

  @Option(help: ArgumentHelp("The most that is written again in one run, such as \"2 GiB\".", valueName: "size"))
  var maxRepack: String?

  func prune(_ upkeep: Upkeep, isDryRun: Bool, _ session: Session) async throws {
    let report = try await upkeep.prune(maxUnused: maxUnused, maxRepack: maxRepack, isDryRun: isDryRun)
    let verb = isDryRun ? "would free" : "freed"
    session.note(
      "\(verb) \(QuantityText.bytes(report.freedBytes)): \(QuantityText.count(report.deletedPacks, "pack")) deleted, "
        + "\(QuantityText.count(report.repackedPacks)) written again; "
        + "\(QuantityText.bytes(report.usedBytes)) needed, \(QuantityText.bytes(report.remainingUnusedBytes)) unused stay"
    )
    session.emit("prune_summary") { object in
      object.add("dry_run", isDryRun)
      object.add("freed_bytes", report.freedBytes)
      object.add("used_blobs", report.usedBlobs)
      object.add("used_bytes", report.usedBytes)
      object.add("unused_blobs", report.unusedBlobs)
      object.add("unused_bytes", report.unusedBytes)
      object.add("duplicate_bytes", report.duplicateBytes)
      object.add("remaining_unused_bytes", report.remainingUnusedBytes)
      object.add("deleted_packs", report.deletedPacks)
      object.add("orphan_packs", report.orphanPacks)
      object.add("repacked_packs", report.repackedPacks)
      object.add("repacked_bytes", report.repackedBytes)
      object.add("kept_packs", report.keptPacks)
    }
  }
}
