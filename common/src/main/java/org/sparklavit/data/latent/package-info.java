/** Latents of images in Parquet, beside the shards that they were computed of: docs/latent-format.md. */
package org.sparklavit.data.latent;
