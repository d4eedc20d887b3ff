import BlockVolume
import ElastoSync

/// Says what a service of volumes does.
struct VolumeServiceReporter: Sendable {
  private let session: Session

  init(_ session: Session) { self.session = session }

  func tell(_ event: VolumeService.Event) {
    switch event {
    case .serving(let volumes):
      for volume in volumes {
        let addresses = volume.addresses.joined(separator: ", ")
        session.note("serving \(volume.name) (\(QuantityText.exact(volume.size)), \(volume.backing)) at \(addresses)")
        session.emit("serving") { object in
          object.add("volume", volume.name)
          object.add("size", volume.size)
          object.add("addresses", volume.addresses)
        }
      }
    case .failed(let subject, let error):
      session.say(.error, "\(subject): \(ErrorChain.text(of: error))")
      session.emit("diagnostic") { object in
        object.add("severity", "error")
        object.add("message", "\(subject): \(ErrorChain.text(of: error))")
      }
    case .stopped:
      session.note("stopped")
      session.emit("stopped")
    }
    session.console.flush()
  }
}
