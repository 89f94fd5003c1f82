/** What the tokenize job does, without Spark: shards of images in, one file of visual tokens for each out. */
package org.sparklavit.tokenizer.tokenize;
