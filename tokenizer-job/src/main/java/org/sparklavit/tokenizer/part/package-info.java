/** What jobs share that make one file of each shard: batches in, rows or error rows out, figures of each source. */
package org.sparklavit.tokenizer.part;
