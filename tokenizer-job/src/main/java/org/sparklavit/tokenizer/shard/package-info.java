/** What the shard job does, without Spark: planning, reading and verifying, writing shards, counting. */
package org.sparklavit.tokenizer.shard;
