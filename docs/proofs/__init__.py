"""The slow proofs, one module each: `gather(progress)` returns its results, which `docs.gather` keeps as data."""
