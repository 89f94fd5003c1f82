/**
 * Trains the dynamic tokenizer (LaVIT section 3.1 and the authors' recipe): first selector, merger and decoder without
 * quantisation, then a codebook started by k-means and moved by averages.
 *
 * <p>Legend: as in {@link org.sparklavit.vision}.
 */
package org.sparklavit.vision.training;
