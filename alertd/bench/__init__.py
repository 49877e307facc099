"""The published benchmarks, shipped, so that anybody can check the claims on their own machine."""
