package org.sparklavit.data.stream;

import java.util.Locale;

/** The kinds of sequences that the language model learns from (LaVIT, section 3.3). */
public enum Stream {
    /** {@code [IMG] image [/IMG] text </s>}: the image is the condition, the text is generated. */
    IMAGE_TEXT,
    /** {@code text [IMG] codes [/IMG]}: the text is the condition, the image is generated. */
    TEXT_IMAGE,
    /** {@code text </s>}: keeps the language ability. */
    TEXT;

    /** The name in metrics: {@code image_text}, {@code text_image}, {@code text}. */
    public String metric() {
        return name().toLowerCase(Locale.ROOT);
    }
}
