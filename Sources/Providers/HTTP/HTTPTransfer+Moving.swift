import HTTPTypes

/// Bytes that come and go.
extension HTTPTransfer {
  enum Receipt { case taken, later, refused }
  enum Provision { case bytes(Int), later, refused }

  func receiveHead(_ line: UnsafeRawBufferPointer) -> Bool {
    if firstByteTime == 0 { firstByteTime = MonotonicTime.nanoseconds() }
    do throws(HTTPReplyHead.Fault) {
      try head.take(line)
      return true
    } catch {
      fail(error)
      return false
    }
  }

  func receive(_ bytes: UnsafeRawBufferPointer) -> Receipt {
    let isForSink = head.isSuccess && sink != nil
    if isForSink, let feed, !feed.hasRoom(for: bytes.count) {
      flow.isSinkFull = true
      return .later
    }
    if let pace, !isGranted(bytes.count, by: pace) { return .later }
    if isForSink {
      if let feed {
        feed.add(bytes, of: self)
      } else {
        do { try sink?.write(bytes) } catch {
          fail(.sinkFailed, "what was received could not be stored: \(error)", cause: error)
          return .refused
        }
      }
    } else {
      guard collected.count + bytes.count <= collectionLimit else {
        fail(.tooLarge, "the reply has more than \(collectionLimit) bytes")
        return .refused
      }
      if collected.isEmpty, let handle {
        collected.reserveCapacity(max(0, min(handle.promisedBytes, collectionLimit)))
      }
      collected.append(contentsOf: bytes)
    }
    receivedBytes += Int64(bytes.count)
    return .taken
  }

  /// libcurl gives a piece whole or keeps it, so grants are saved up until they are enough.
  private func isGranted(_ count: Int, by pace: any TransferPace) -> Bool {
    while flow.downloadCredit < count {
      let grant = pace.grant(count - flow.downloadCredit, .download)
      if grant.bytes <= 0 {
        flow.downloadWake = MonotonicTime.nanoseconds() + max(grant.wait, 1)
        return false
      }
      flow.downloadCredit += grant.bytes
    }
    flow.downloadCredit -= count
    return true
  }

  func provide(_ buffer: UnsafeMutableRawBufferPointer) -> Provision {
    var wanted = Int(min(Int64(buffer.count), body.count - sentBytes))
    if wanted == 0 { return .bytes(0) }
    if let pace {
      let grant = pace.grant(wanted, .upload)
      if grant.bytes <= 0 {
        flow.uploadWake = MonotonicTime.nanoseconds() + max(grant.wait, 1)
        return .later
      }
      wanted = min(wanted, grant.bytes)
    }
    switch body {
    case .none: return .bytes(0)
    case .bytes(let bytes):
      bytes.withUnsafeBytes { bytes in
        let start = Int(sentBytes)
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<start + wanted]))
      }
    case .file(let file):
      switch readAhead?.read(at: sentBytes, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), for: self)
      {
      case .bytes(let count) where count > 0:
        pace?.giveBack(wanted - count, .upload)
        wanted = count
      case .later:
        pace?.giveBack(wanted, .upload)
        flow.isBodyPending = true
        return .later
      case .failed(let error):
        fail(.bodyFailed, "\(file.path) cannot be read: \(error)", cause: error)
        return .refused
      case .bytes, nil:
        fail(.bodyFailed, "\(file.path) became shorter while it was sent")
        return .refused
      }
    }
    sentBytes += Int64(wanted)
    return .bytes(wanted)
  }

  /// The connection was of no use, and the body is to be sent again.
  func rewind(to offset: Int64) -> Bool {
    guard (0...body.count).contains(offset) else { return false }
    // All of it was sent, and the request may have been obeyed: whether it can be repeated is the caller's question.
    if sentBytes == body.count, !isRepeatable { return false }
    sentBytes = offset
    return true
  }

  private var isRepeatable: Bool {
    request.method != .post && request.method != .patch && !request.headerFields.contains(.ifNoneMatch)
      && !request.headerFields.contains(.ifMatch)
  }

  /// `nil` where it is not to move now: without a connection, or resting.
  var sighting: StallWatch.Sighting? {
    guard let handle, !flow.isResting else { return nil }
    return handle.sighting
  }

  func fail(_ fault: HTTPReplyHead.Fault) {
    switch fault {
    case .tooLong: fail(.malformed, "the head of the reply has more than \(HTTPReplyHead.limit >> 10) KiB")
    case .malformed: fail(.malformed, "the head of the reply is not HTTP")
    }
  }
}
