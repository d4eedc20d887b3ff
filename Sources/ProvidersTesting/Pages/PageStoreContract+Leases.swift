import Providers

extension PageStoreContract {
  static let leases: [Clause] = [
    Clause("of two handles one has the lease") { subject in
      let first = try await subject.create(1 << 16)
      guard first.capabilities.contains(.leases) else { return }
      // What takes over as it is opened is opened before the other begins.
      let second = try await subject.open()
      let (mine, other) = (PageLease.newID(), PageLease.newID())
      try await second.acquireLease(id: mine, seconds: nil)
      try await second.acquireLease(id: mine, seconds: nil)
      try await second.renewLease()
      try await subject.expectError(.conditionFailed, "a lease that another has") {
        try await first.acquireLease(id: other, seconds: nil)
      }
      try await subject.expectError(.conditionFailed, "renewing without one") { try await first.renewLease() }
      try await second.write([UInt8](repeating: 1, count: 512), at: 0)
      if first.capabilities.contains(.leaseFencing) {
        try await subject.expectError(.conditionFailed, "writing while another has the lease") {
          try await first.write([UInt8](repeating: 2, count: 512), at: 0)
        }
      }
      try await subject.expectBytes(second, at: 0, [UInt8](repeating: 1, count: 512), "under the lease")
      try await second.releaseLease()
      try await second.releaseLease()
      try await subject.expectError(.conditionFailed, "renewing a lease that was given back") {
        try await second.renewLease()
      }
      try await first.acquireLease(id: other, seconds: nil)
      try await first.releaseLease()
    },

    Clause("a lease is broken where that can be") { subject in
      let first = try await subject.create(1 << 16)
      guard first.capabilities.contains(.leases) else { return }
      let second = try await subject.open()
      try await second.acquireLease(id: PageLease.newID(), seconds: nil)
      guard first.capabilities.contains(.leaseBreaking) else {
        try await subject.expectError(.unsupported, "breaking") { try await first.breakLease(after: 0) }
        return
      }
      try subject.expectEqual(try await first.breakLease(after: 0), 0, "seconds until it is broken")
      try await subject.expectError(.conditionFailed, "renewing a broken lease") { try await second.renewLease() }
      try await first.acquireLease(id: PageLease.newID(), seconds: nil)
      try await first.releaseLease()
    },
  ]
}
