extension RawSpan {
  /// The number at `offset`, which has to lie inside.
  func bigEndian<Number: FixedWidthInteger & BitwiseCopyable>(at offset: Int, _ type: Number.Type = Number.self)
    -> Number
  {
    Number(bigEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: type))
  }
}
