/**
 * Trains a small vision encoder from scratch, contrastively with captions (CLIP, arXiv 2103.00020), so that the demo has
 * a frozen encoder that has learned something. Full-size runs bring EVA-CLIP instead.
 *
 * <p>Legend: B image-caption pairs, L caption tokens, D tower width, E width of the shared space.
 */
package org.sparklavit.tokenizer.encoder;
