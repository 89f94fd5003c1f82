package org.sparklavit.train;

import ai.djl.ndarray.NDArray;

/** What a checkpoint holds of each shard. */
enum ShardPart {
    /** The parameters. */
    VALUES("values"),
    /** AdamW's mean of gradients. */
    MOMENT1("moment1"),
    /** AdamW's mean of squared gradients. */
    MOMENT2("moment2");

    private final String word;

    ShardPart(String word) {
        this.word = word;
    }

    /** The array of {@code shard} (n / world). */
    NDArray of(ShardedAdamW.Shard shard) {
        return switch (this) {
            case VALUES -> shard.values();
            case MOMENT1 -> shard.moment1();
            case MOMENT2 -> shard.moment2();
        };
    }

    /** As the names in a file begin. */
    String word() {
        return word;
    }
}
