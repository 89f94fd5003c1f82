package org.sparklavit.tokenizer.shard;

import java.io.Serializable;
import java.util.Map;

/**
 * What one written shard holds.
 *
 * @param file its name
 * @param rows samples in it
 * @param bytes its length
 * @param sources what each corpus gave to it, errors included
 */
public record ShardResult(String file, long rows, long bytes, Map<String, SourceStatistics> sources)
        implements Serializable {}
