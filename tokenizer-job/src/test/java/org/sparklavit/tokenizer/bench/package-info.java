/** {@code tools/bench.sh tokenizer}. */
package org.sparklavit.tokenizer.bench;
