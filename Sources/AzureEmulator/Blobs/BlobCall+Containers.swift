/// Operations on containers.
extension BlobCall {
  private typealias Stamp = (etag: String, modified: StorageTime)

  func createContainer() throws(StorageFault) -> EmulatorReply {
    let name = try containerName()
    // Those of the service itself besides.
    guard ResourceName.isAllowed(name) || ["$root", "$logs", "$web"].contains(name) else { throw .invalidResourceName }
    let stamp = try account.step { state throws(StorageFault) -> Stamp in
      guard state.containers[name] == nil else {
        throw StorageFault(409, "ContainerAlreadyExists", "There is such a container already.")
      }
      var container = Container(etag: state.books.nextETag(), modified: now)
      container.metadata = request.metadata
      container.publicAccess = request["x-ms-blob-public-access"]
      state.containers[name] = container
      return (container.etag, now)
    }
    return containerReply(201, stamp)
  }

  private func containerReply(
    _ status: Int, _ stamp: Stamp, _ fields: [(String, String?)] = []
  ) -> EmulatorReply {
    EmulatorReply(status, [("ETag", stamp.etag), ("Last-Modified", stamp.modified.http)] + fields)
  }

  func getContainerProperties() throws(StorageFault) -> EmulatorReply {
    let container = try findContainer()
    return containerReply(
      200, (container.etag, container.modified),
      container.lease.fields(at: now) + [
        ("x-ms-blob-public-access", container.publicAccess), ("x-ms-has-immutability-policy", "false"),
        ("x-ms-has-legal-hold", "false"),
      ] + Metadata.fields(container.metadata))
  }

  private func changeContainer(
    _ body: (inout Container) throws(StorageFault) -> Void
  ) throws(StorageFault) -> Stamp {
    let name = try containerName()
    return try account.step { state throws(StorageFault) -> Stamp in
      try state.withContainer(name) { container, books throws(StorageFault) -> Stamp in
        try request.checkConditions(etag: container.etag, modified: container.modified, isRead: false)
        if request["x-ms-lease-id"] != nil { try checkLease(container.lease, of: "Container") }
        try body(&container)
        container.etag = books.nextETag()
        container.modified = now
        return (container.etag, container.modified)
      }
    }
  }

  func setContainerMetadata() throws(StorageFault) -> EmulatorReply {
    let metadata = request.metadata
    return containerReply(200, try changeContainer { container throws(StorageFault) in container.metadata = metadata })
  }

  func deleteContainer() throws(StorageFault) -> EmulatorReply {
    let name = try containerName()
    try account.step { state throws(StorageFault) -> Void in
      try state.withContainer(name) { container, _ throws(StorageFault) -> Void in
        try request.checkConditions(etag: container.etag, modified: container.modified, isRead: false)
        try checkLease(container.lease, of: "Container")
      }
      state.containers[name] = nil
    }
    return EmulatorReply(202)
  }

  func getContainerACL() throws(StorageFault) -> EmulatorReply {
    let container = try findContainer()
    return EmulatorReply(
      200, xml: StoredPolicy.document(container.policies),
      [
        ("ETag", container.etag), ("Last-Modified", container.modified.http),
        ("x-ms-blob-public-access", container.publicAccess),
      ])
  }

  func setContainerACL() throws(StorageFault) -> EmulatorReply {
    let found = try StoredPolicy.list(request.body)
    let access = request["x-ms-blob-public-access"]
    return containerReply(
      200,
      try changeContainer { container throws(StorageFault) in
        container.policies = found
        container.publicAccess = access
      })
  }

  func leaseContainer() throws(StorageFault) -> EmulatorReply {
    let name = try containerName()
    let (stamp, outcome) = try account.step { state throws(StorageFault) -> (Stamp, Lease.Outcome) in
      try state.withContainer(name) { container, _ throws(StorageFault) -> (Stamp, Lease.Outcome) in
        try request.checkConditions(etag: container.etag, modified: container.modified, isRead: false)
        let outcome = try container.lease.perform(request, at: now)
        return ((container.etag, container.modified), outcome)
      }
    }
    return containerReply(outcome.status, stamp, outcome.fields)
  }
}
