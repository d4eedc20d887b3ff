"""Long trials of served volumes: `volume serve` on real stores, with libnbd as the client."""
