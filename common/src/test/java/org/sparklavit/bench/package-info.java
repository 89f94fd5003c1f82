/** Benchmarks, run by {@code tools/bench.sh} and never as tests. */
package org.sparklavit.bench;
