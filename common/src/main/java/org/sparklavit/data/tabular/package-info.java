/** Corpora in Parquet tables as others write them: img2dataset, Hugging Face datasets. */
package org.sparklavit.data.tabular;
