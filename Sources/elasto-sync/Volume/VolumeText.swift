import ElastoSync

/// A volume for people and programs.
struct VolumeText {
  let session: Session

  /// The members that every record of a volume has.
  func add(_ state: VolumeState, to object: inout JSONObject) {
    object.add("volume", state.name)
    object.add("location", state.location)
    object.add("format", state.format)
    object.add("exists", state.size != nil)
    object.add("id", ifPresent: state.id)
    object.add("size", ifPresent: state.size)
    object.add("declared_size", state.declaredSize)
    object.add("prevent_destroy", state.preventsDestroy)
    object.add("encrypted", state.isEncrypted)
  }

  /// `200 GiB, vhd, az:disks/vm.vhd`.
  static func traits(size: Int64, format: String, location: String) -> String {
    "\(QuantityText.exact(size)), \(format), \(location)"
  }
}
