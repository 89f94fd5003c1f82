/** Image-text samples in Parquet shards, and the table of those that could not be used. */
package org.sparklavit.data.sample;
