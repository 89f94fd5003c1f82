package org.sparklavit.tokenizer.shard;

import java.io.Serializable;

/**
 * A sample that is left out because another one has the same content.
 *
 * @param place of the sample
 * @param keptId id of the other one
 */
public record Duplicate(RowKey place, String keptId) implements Serializable {}
