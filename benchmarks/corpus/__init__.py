"""Every text-bearing file of the shared corpus takes an erratum: counts by outcome, with a named cause for each refusal."""
