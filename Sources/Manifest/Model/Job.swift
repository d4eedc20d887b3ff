/// What is done, by its kind.
public enum Job: Sendable {
  case backup(BackupJob)
  case maintenance(MaintenanceJob)

  public var name: String {
    switch self {
    case .backup(let job): job.name
    case .maintenance(let job): job.name
    }
  }

  public var schedule: Schedule? {
    switch self {
    case .backup(let job): job.schedule
    case .maintenance(let job): job.schedule
    }
  }

  public var maxAge: TimeSpan? {
    switch self {
    case .backup(let job): job.maxAge
    case .maintenance(let job): job.maxAge
    }
  }

  public var hooks: Hooks {
    switch self {
    case .backup(let job): job.hooks
    case .maintenance(let job): job.hooks
    }
  }

  public var lockWait: TimeSpan {
    switch self {
    case .backup(let job): job.lockWait
    case .maintenance(let job): job.lockWait
    }
  }

  /// The targets that the job writes to.
  public var targets: [NameReference] {
    switch self {
    case .backup(let job): job.to
    case .maintenance(let job): job.maintain
    }
  }

  public var origins: Origins {
    switch self {
    case .backup(let job): job.origins
    case .maintenance(let job): job.origins
    }
  }
}
