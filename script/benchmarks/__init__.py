"""The ratios of docs/benchmarks.md: every figure beside a yardstick from the same run (`script/bench`)."""
