package org.sparklavit.bench;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.sparklavit.data.io.Storage;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.TrainedTokenizer;
import org.sparklavit.vision.VisualTokens;

/** {@code tools/golden/official.sh}: the ids of a tokenizer of ours against those that the official code gave. */
public final class OfficialTokens {
    private static final double SAME_IDS = 0.999;

    private OfficialTokens() {}

    /** Arguments: a tokenizer's folder, and a file of {@code tools/golden/official.py}. */
    public static void main(String[] args) throws IOException {
        try (TrainedTokenizer trained = new TokenizerFolder(Storage.local(), args[0]).load();
                SafeTensors file = SafeTensors.open(Path.of(args[1]));
                NDManager manager = Tensors.newManager();
                Autograd still = Autograd.off()) {
            VisualTokens tokens =
                    trained.tokenizer().tokenize(file.read(manager, "images"), file.read(manager, "noise"));
            long[] official = file.read(manager, "codes").toLongArray();
            long[] ours = byPatch(tokens, trained.tokenizer().encoder().patches());
            long same = IntStream.range(0, ours.length)
                    .filter(i -> ours[i] == official[i])
                    .count();
            long kept = Arrays.stream(official).filter(id -> id >= 0).count();
            double share = (double) same / ours.length;
            System.out.printf(
                    Locale.ROOT,
                    "%.3f%% of %d positions, %d of them kept, have the official id (at least %.1f%%)%n",
                    100 * share,
                    ours.length,
                    kept,
                    100 * SAME_IDS);
            System.exit(share < SAME_IDS ? 1 : 0);
        }
    }

    /** The id of each patch of each image, -1 where it is dropped. */
    public static long[] byPatch(VisualTokens tokens, int patches) {
        long[] ids = new long[tokens.codes().length * patches];
        Arrays.fill(ids, -1);
        for (int b = 0; b < tokens.codes().length; b++) {
            for (int t = 0; t < tokens.codes()[b].length; t++) {
                ids[b * patches + tokens.positions()[b][t]] = tokens.codes()[b][t];
            }
        }
        return ids;
    }
}
