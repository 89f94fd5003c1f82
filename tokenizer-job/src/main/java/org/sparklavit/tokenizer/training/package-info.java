/** Trains the dynamic visual tokenizer on one rank of a group: shards in, a tokenizer's folder out. No Spark. */
package org.sparklavit.tokenizer.training;
