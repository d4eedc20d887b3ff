import BlockVolume

/// What has to be done so that a volume is as the manifest wants it.
struct VolumeDecision {
  let wish: VolumeWish
  /// nil where there is nothing.
  let found: VolumeFacts?
  /// The id of the volume that was there before; nil where none is known.
  let pinned: String?

  /// In the order in which it is to be done; empty where there is nothing to do.
  ///
  /// Throws `.refused` where what is there is not what the manifest means: nothing of it is touched, and the message
  /// says the ways out.
  func changes() throws(RunError) -> [PlannedVolume] {
    guard let found else {
      if let pinned { throw missing(pinned) }
      return [planned(.create)]
    }
    if let pinned, pinned != found.id { throw exchanged(pinned, found.id) }
    try checkKind(of: found)
    var changes: [PlannedVolume] = []
    if found.preventDestroy != wish.preventDestroy {
      changes.append(planned(wish.preventDestroy ? .protect : .unprotect))
    }
    if found.size != wish.size { changes.append(planned(found.size < wish.size ? .grow : .shrink)) }
    return changes
  }

  /// Whether what is there can be used with what the manifest says of format and key.
  func checkKind(of found: VolumeFacts) throws(RunError) {
    if found.format != wish.format {
      throw refused(
        "it was created as \(found.format.rawValue), and the manifest says \(wish.format.rawValue): write \"format: "
          + "\(found.format.rawValue)\", or export it, delete it and create it anew")
    }
    switch (found.keyCheck, wish.keyCheck) {
    case (nil, nil): break
    case (nil, _?):
      throw refused(
        "it was created without encryption, and the manifest names a key: leave \"encryption\" out, or export it, delete "
          + "it and create it anew")
    case (_?, nil): throw refused("it is encrypted, and the manifest names no key: say where the key is")
    case (let old?, let new?):
      if old != new { throw refused("it was encrypted with another key than the manifest names: name the key of then") }
    }
  }

  private func planned(_ action: PlannedVolume.Action) -> PlannedVolume {
    PlannedVolume(
      name: wish.name, action: action, format: wish.format.rawValue, location: wish.location, size: wish.size,
      sizeBefore: found?.size, id: found?.id)
  }

  private func missing(_ pinned: String) -> RunError {
    refused(
      "the volume \(pinned.prefix(8)) was at \(wish.location), and nothing is there now: mount the disk, or, if it is "
        + "gone for good, make a new one with `elasto-sync volume create \(wish.name) --replace`")
  }

  private func exchanged(_ pinned: String, _ found: String) -> RunError {
    refused(
      "the volume \(found.prefix(8)) is at \(wish.location), where \(pinned.prefix(8)) was: mount the right disk, or take "
        + "the new one with `elasto-sync volume create \(wish.name) --replace`")
  }

  private func refused(_ message: String) -> RunError {
    RunError(.refused, message, location: "volume \(wish.name)")
  }
}
