package org.sparklavit.tokenizer.tokenize;

import java.io.Serializable;
import java.util.Map;

/**
 * What became of one shard.
 *
 * @param file name of the token file
 * @param rowsIn samples of the shard
 * @param rowsOut rows of tokens
 * @param errors error rows by reason
 * @param tokens all tokens of the part
 * @param minTokens of an image; 0 without rows
 * @param maxTokens of an image; 0 without rows
 */
public record PartResult(
        String file, long rowsIn, long rowsOut, Map<String, Long> errors, long tokens, int minTokens, int maxTokens)
        implements Serializable {
    /** All error rows. */
    public long errorRows() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }
}
