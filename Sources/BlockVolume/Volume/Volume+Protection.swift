extension Volume {
  /// Records whether deleting and shrinking need to be allowed. Idempotent; touches nothing but the record.
  ///
  /// Throws `.notFound` where there is no volume.
  public static func protect(_ place: VolumePlace, preventDestroy: Bool) async throws(BlockError) {
    guard var record = try await VolumeRecord.read(place) else { throw notFound(place) }
    guard record.preventDestroy != preventDestroy else { return }
    record.preventDestroy = preventDestroy
    try await record.write(place)
  }
}
