package org.sparklavit.pretrain.generate;

import java.util.List;

/**
 * A prompt as it was found.
 *
 * @param id its name
 * @param text with {@code <image>} where images go; where it stands nowhere they come first
 * @param images the files
 */
public record PromptRow(String id, String text, List<byte[]> images) {
    /** Takes a copy of the list. */
    public PromptRow {
        images = List.copyOf(images);
    }
}
