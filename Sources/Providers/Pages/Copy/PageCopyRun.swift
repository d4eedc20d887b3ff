import Synchronization

/// One copy that is under way.
struct PageCopyRun: Sendable {
  let source: any PageReader
  let destination: any PageStore
  let sourceSize: Int64
  /// Of the destination.
  let size: Int64
  /// That fits both.
  let alignment: Int64
  let counted = Counted()

  init(source: any PageReader, destination: any PageStore, sourceSize: Int64) {
    self.source = source
    self.destination = destination
    self.sourceSize = sourceSize
    alignment = max(source.geometry.alignment, destination.geometry.alignment)
    let unit = destination.geometry.alignment
    size = (sourceSize + unit - 1) / unit * unit
    counted.begin(size)
  }

  func roundedDown(_ offset: Int64) -> Int64 { offset >= size ? size : offset / alignment * alignment }

  /// Ranges as both can have them: rounded outwards, without overlap, none before `start`.
  func widened(_ ranges: [Range<Int64>], from start: Int64) -> [Range<Int64>] {
    var widened: [Range<Int64>] = []
    var position = start
    for range in ranges {
      let first = max(position, range.lowerBound / alignment * alignment)
      let end = min(size, (range.upperBound + alignment - 1) / alignment * alignment)
      guard first < end else { continue }
      if let last = widened.last, last.upperBound == first {
        widened[widened.count - 1] = last.lowerBound..<end
      } else {
        widened.append(first..<end)
      }
      position = end
    }
    return widened
  }

  final class Counted: Sendable {
    private let state = Mutex(PageCopy.Summary())

    var summary: PageCopy.Summary { state.withLock { $0 } }

    func begin(_ size: Int64) { state.withLock { $0.size = size } }

    func add(read: Int = 0, written: Int = 0) {
      state.withLock { summary in
        summary.readBytes += Int64(read)
        summary.writtenBytes += Int64(written)
      }
    }
  }
}
