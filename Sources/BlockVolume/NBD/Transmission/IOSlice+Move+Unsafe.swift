import Glibc

extension IOSlice {
  /// Takes the bytes of another slice, which may overlap this one. The shorter of the two counts.
  func move(from other: IOSlice) {
    withBytes { target in
      other.withBytes { source in
        guard let to = target.baseAddress, let from = source.baseAddress else { return }
        memmove(to, from, min(target.count, source.count))
      }
    }
  }
}
