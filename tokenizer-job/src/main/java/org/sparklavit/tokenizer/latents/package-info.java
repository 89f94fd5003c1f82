/** What the encode-latents job does, without Spark: shards of images in, one file of latents for each out. */
package org.sparklavit.tokenizer.latents;
