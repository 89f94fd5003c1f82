package org.sparklavit.tokenizer.shard;

import java.io.Serializable;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Sample;

/** What travels from the tasks that read parts to those that write shards. */
public sealed interface ShardRow extends Serializable {
    /** A sample that goes into a shard. */
    record Good(Sample sample) implements ShardRow {}

    /** One that goes into the errors. */
    record Bad(ErrorRow error) implements ShardRow {}

    /**
     * Comes last from each part: how many rows it gave. It takes the same way as the rows, and so is counted
     * once even where Spark reads a part twice.
     */
    record Count(String source, long rows) implements ShardRow {}
}
