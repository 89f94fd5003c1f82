/**
 * Records in Parquet files, without Spark: what a row looks like is a {@link
 * org.sparklavit.data.parquet.RowFormat}; files are written whole or not at all, and read from any row on.
 */
package org.sparklavit.data.parquet;
