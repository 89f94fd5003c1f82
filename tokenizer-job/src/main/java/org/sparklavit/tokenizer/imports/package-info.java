/** Makes a tokenizer's folder of weights that were trained elsewhere. No Spark. */
package org.sparklavit.tokenizer.imports;
