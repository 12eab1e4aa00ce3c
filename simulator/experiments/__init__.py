"""Many runs: replications, results, comparisons."""
