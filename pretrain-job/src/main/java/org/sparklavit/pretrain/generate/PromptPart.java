package org.sparklavit.pretrain.generate;

import java.io.Serializable;

/**
 * The prompts of one task: some of one file.
 *
 * @param uri of the file
 * @param first rows before them
 * @param rows how many
 */
public record PromptPart(String uri, long first, long rows) implements Serializable {}
