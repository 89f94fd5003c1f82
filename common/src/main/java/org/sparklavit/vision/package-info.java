/**
 * LaVIT's dynamic visual tokenizer (arXiv 2309.04669, section 3.1): frozen encoder, selector, merger, quantiser and
 * feature decoder; how they are trained is below, in {@code vision.training}. Parameters carry the names of the official
 * state dicts.
 *
 * <p>Legend: B images, N patches, D encoder width, H heads, T the most patches kept in one image of a batch, S the most
 * dropped, R kept patches of the whole batch, K codes, C code width.
 */
package org.sparklavit.vision;
