package org.sparklavit.pretrain;

import java.io.Serializable;
import org.sparklavit.config.Setting;

/** How the features of images are computed while training. */
public record OnlineFeaturesConfig(
        @Setting(
                help = "Folder of the tokenizer that made the dumps, relative to input; another one is refused by its"
                        + " fingerprint. Its encoder stays as it is.")
        String tokenizer,

        @Setting(
                help =
                        "Whether the tokenizer's merger is used as it is (frozen), or a second one that starts as it and is"
                                + " trained with the model (trained). Codes, and which patches are kept, are those of the dump"
                                + " in both cases.",
                defaultsTo = "frozen")
        Merger merger)
        implements Serializable {
    /** See {@link OnlineFeaturesConfig#merger}. */
    public enum Merger {
        FROZEN,
        TRAINED
    }

    /** Whether there are parameters of a merger among the trained ones. */
    boolean trainsMerger() {
        return merger == Merger.TRAINED;
    }
}
