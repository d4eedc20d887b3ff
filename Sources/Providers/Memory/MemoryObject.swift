/// One version of an object in a `MemoryStore`.
struct MemoryObject: Sendable {
  let info: ObjectInfo
  let bytes: [UInt8]
}
