extension ManifestReference {
  /// What the tables stand on.
  static let preface = """
    # The manifest

    <!-- Made from the model by Sources/Manifest/Reference; a test says how to make it anew. -->

    A manifest is a YAML file that says what is backed up, where to, and when, and which disks are kept in stores.
    `examples/minimal.yaml` is the least; `examples/fleet.yaml` shows everything about backups, `examples/volumes.yaml`
    about disks, `examples/s3.yaml` and `examples/azure.yaml` what is to be said of stores.
    `docs/manifest.schema.json` lets editors complete and check it: begin the file with `# yaml-language-server: $schema=PATH`.

    It is found by `-f FILE`, else `$ELASTO_MANIFEST`, `./elasto.yaml`, `$XDG_CONFIG_HOME/elasto/elasto.yaml` or
    `/etc/elasto/elasto.yaml`, never in a parent folder. A manifest or included file that someone other than you or root
    owns or can write is refused. `validate` reports everything that is wrong in one run; `validate --print` shows the
    effective manifest with the origin of each value.

    ## Types

    YAML's own types play no part: a value is the text as written, and the model says what it means. `off`, `12:30` and
    `010` stay what they are; quotes make no difference.

    | type | written | |
    | --- | --- | --- |
    | text | `anything` | `${NAME}` is a variable, `$${` a literal `${` |
    | yes or no | `yes`, `no`, `true`, `false` | nothing else |
    | size | `512 B`, `1.5 GiB`, `40MB` | `B KiB MiB GiB TiB KB MB GB TB`; the unit is always there, and a bare `G` is an error |
    | rate | `40 MiB/s` | a size and `/s` |
    | time of day | `08:00`, `23:30` | by the machine's clock and zone |
    | duration | `45m`, `1h30m`, `14d`, `1y6mo` | `s m h d w mo y`, the largest first |
    | percent | `5%`, `0.5%` | |
    | price | `0.0235` | in the table's currency |
    | path | `/home`, `excludes.txt` | on this machine; relative to the file that names it, and `~` is not expanded |
    | location | `usb:backups/fleet`, `/srv/backup` | `PROVIDER:CONTAINER/KEY`, a trailing `/` for a prefix; or a path |
    | list | `[a, b]` | where single values are usual, one alone needs no brackets |

    Keys are never given twice, aliases are filled in within bounds, and tags, merge keys and second documents are
    errors.

    """
}
