package org.sparklavit.tokenizer.tokenize;

import java.io.IOException;
import java.io.Serializable;
import org.sparklavit.config.Setting;
import org.sparklavit.data.batch.DecodingThreads;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Precision;
import org.sparklavit.vision.Selection;

/** Configuration of the tokenize job. */
public record TokenizeConfig(
        @Setting(help = "Output folder of the shard job") String input,

        @Setting(help = "Output folder of the train-tokenizer job")
        String tokenizer,

        @Setting(help = "Folder for the token dump: empty, not there yet, or an unfinished one of the same run")
        String output,

        @Setting(help = "Images that the model computes at once", unit = "images", range = ">= 1", defaultsTo = "32")
        int batch,

        @Setting(
                help = "How patches are chosen: arg-max, or sampled, where each draw depends on seed and sample alone",
                defaultsTo = "{ type = arg-max }")
        Selection selection,

        @Setting(
                help =
                        "Store the merged features too: the continuous input of the [image, text] stream, 2 bytes for each"
                                + " of the encoder's width and token",
                defaultsTo = "true")
        boolean storeFeatures,

        @Setting(help = "Keep a JPEG that ends early; its missing part is grey", defaultsTo = "false")
        boolean acceptTruncated,

        @Setting(
                help = "A larger image becomes an error row; nothing of its size is allocated",
                unit = "megapixels",
                defaultsTo = "64",
                range = "[1, 512]")
        int maxMegapixels,

        @Setting(
                help = "How matrix products are computed. auto is bfloat16 on a GPU that has it, float32 elsewhere; the"
                        + " selector's are float32 always.",
                defaultsTo = "auto")
        Precision precision,

        @Setting(help = DecodingThreads.HELP, range = ">= 1", defaultsTo = "1")
        int decodeThreads)
        implements Serializable {
    /** The same with absolute paths: executors run in other folders than the driver. */
    public TokenizeConfig qualified(Storage storage) throws IOException {
        return new TokenizeConfig(
                storage.qualify(input),
                storage.qualify(tokenizer),
                storage.qualify(output),
                batch,
                selection,
                storeFeatures,
                acceptTruncated,
                maxMegapixels,
                precision,
                decodeThreads);
    }
}
