package org.sparklavit.data.token;

import java.io.IOException;

/** A file or a row does not keep to docs/token-format.md. */
public final class TokenFormatException extends IOException {
    TokenFormatException(String message) {
        super(message);
    }
}
