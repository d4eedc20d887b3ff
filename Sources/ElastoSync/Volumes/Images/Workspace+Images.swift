import BlockVolume
import Glibc
import Manifest
import Providers

extension Workspace {
  /// Writes an image to a volume, which has to be as large at least; what is behind becomes zeros.
  ///
  /// Throws `.refused` where the volume holds something, and `allowsDestroy` is not set.
  ///
  /// - Parameters:
  ///   - path: nil is standard input.
  ///   - format: nil looks at the file; a stream is raw.
  public func importImage(
    from path: String?, format: ImageFormat?, to name: String, allowsDestroy: Bool, dryRun: Bool, progress: RunProgress
  ) async throws -> ImageTransfer {
    let volume = try volume(named: name)
    let found = try await existing(volume)
    let image = if let path { try await DiskImage.open(path, format) } else { nil as DiskImage? }
    if let image {
      guard image.size <= found.size else {
        throw RunError(
          .refused,
          "the image has \(image.size) bytes and the volume \(found.size): make it larger first, with the manifest or "
            + "`volume resize`", location: "volume \(volume.name)")
      }
      progress.expect(files: 1, bytes: image.size)
    }
    return try await withVolume(volume, dryRun ? .reading : .writing) { open in
      let disk = try await disk(of: open, volume)
      let isNew = try await DiskWalk(open.device).isZero()
      guard isNew || allowsDestroy else {
        throw RunError(
          .refused, "it holds data, which the image would take the place of: say --allow-destroy",
          location: "volume \(volume.name)")
      }
      if dryRun { return ImageTransfer(format: image?.format ?? format ?? .raw, size: image?.size ?? 0, written: 0) }
      try await open.noteWriter()
      let copy = DiskCopy(to: disk, isNew: isNew) { progress.advance(bytes: $0) }
      let size: Int64
      if let image {
        try await image.copy(with: copy)
        try await image.close()
        size = image.size
      } else {
        size = try await DiskPipe.input().copy(with: copy, format: format ?? .raw, limit: disk.size)
        try await copy.clear(size..<disk.size)
      }
      try await disk.flush()
      return ImageTransfer(format: image?.format ?? format ?? .raw, size: size, written: copy.writtenBytes)
    }
  }

  /// Writes the disk of a volume to a sparse file, which must not be there yet; it is there only when it is whole.
  ///
  /// - Parameter path: nil is standard output.
  public func exportImage(
    of name: String, to path: String?, format: ImageFormat, dryRun: Bool, progress: RunProgress
  ) async throws -> ImageTransfer {
    let volume = try volume(named: name)
    let found = try await existing(volume)
    if let path, access(path, F_OK) == 0 {
      throw RunError(.usage, "there is a file of this name already: name another one", location: path)
    }
    let footer = format == .vhd ? try Self.footer(for: found, volume) : []
    progress.expect(files: 1, bytes: found.size)
    if dryRun { return ImageTransfer(format: format, size: found.size, written: 0) }
    return try await withVolume(volume, .reading) { open in
      let disk = try await disk(of: open, volume)
      guard let path else {
        try await DiskPipe.output().write(disk, footer: footer, progress: progress)
        return ImageTransfer(format: format, size: disk.size, written: disk.size)
      }
      let written = try await Self.export(disk, to: path, footer: footer, progress: progress)
      return ImageTransfer(format: format, size: disk.size, written: written)
    }
  }

  private static func footer(for found: VolumeFacts, _ volume: DeclaredVolume) throws(RunError) -> [UInt8] {
    guard found.size.isMultiple(of: 1 << 20) else {
      throw RunError(
        .usage, "a VHD has whole MiB, and the volume has \(found.size) bytes: export it as raw",
        location: "volume \(volume.name)")
    }
    let created = MemoryStore.systemTime() / 1_000_000_000 - 946_684_800
    return VHDFooter(
      size: UInt64(clamping: found.size), created: UInt32(clamping: created), id: found.idBytes
    ).encoded
  }

  private static func export(
    _ disk: any BlockDevice, to path: String, footer: [UInt8], progress: RunProgress
  ) async throws -> Int64 {
    let temporary = "\(path).\(getpid()).tmp"
    let file = try await SparseFilePages.create(at: temporary, size: disk.size + Int64(footer.count), mode: 0o600)
    do {
      let device = SparseFileDevice(file, name: path, size: disk.size)
      let copy = DiskCopy(to: device, isNew: true) { progress.advance(bytes: $0) }
      try await copy.copy(from: disk)
      if !footer.isEmpty { try await file.write(footer, at: disk.size) }
      try await file.close()
      guard rename(temporary, path) == 0 else {
        throw RunError(.failed, "it cannot be named so: \(String(cString: strerror(errno)))", location: path)
      }
      return copy.writtenBytes
    } catch {
      unlink(temporary)
      throw error
    }
  }
}
