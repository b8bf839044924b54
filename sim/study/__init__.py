"""Studies: what was run, its results and its failures, in a folder that other programs can read too."""
