package org.sparklavit.data.stream;

import org.sparklavit.data.token.TokenRow;

/**
 * The tokens of an image beside the image.
 *
 * @param file the picture as it was found
 */
@SuppressWarnings("ArrayRecordComponent") // moved and read, never compared
public record ImagedRow(TokenRow tokens, byte[] file) {}
