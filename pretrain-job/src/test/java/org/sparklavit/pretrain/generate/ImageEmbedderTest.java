package org.sparklavit.pretrain.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource.Rows;
import org.sparklavit.data.stream.ImageInput;
import org.sparklavit.data.stream.ImagedDump;
import org.sparklavit.data.stream.ImagedRow;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;
import org.sparklavit.language.training.OnlineFeatures;
import org.sparklavit.pretrain.generate.ImageEmbedder.Embedded;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.vision.ImagedCorpus;
import org.sparklavit.vision.RandomTokenizer;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.TrainedTokenizer;

/** A prompt's images enter as those of the training data did: codes of the dump, features of {@link OnlineFeatures}. */
class ImageEmbedderTest {
    private static final Storage STORAGE = Storage.local();
    /** The same sums in batches of other sizes; worst seen: 9.6e-7. */
    private static final float ROUNDING = 1e-5f;

    @TempDir
    private static Path data;

    @BeforeAll
    static void write() throws IOException {
        RandomTokenizer.write(data.resolve("tokenizer"));
        ImagedCorpus.write(data, data.resolve("tokenizer").toString(), 1, 20);
    }

    @Test
    void embedsAsTheTrainingDataIs() throws Exception {
        check(false);
    }

    @Test
    void embedsByTheModelsOwnMerger() throws Exception {
        check(true);
    }

    private static void check(boolean hasMerger) throws IOException, BadImageException {
        Path model = data.resolve("model-" + hasMerger);
        RandomModel.write(model, data.resolve("tokenizer"), hasMerger);
        TokenizerFolder folder =
                new TokenizerFolder(STORAGE, data.resolve("tokenizer").toString());
        try (TrainedTokenizer tokenizer = folder.load();
                ExportedModel exported = ExportedModel.load(STORAGE, model.toString(), Optional.of(tokenizer.card()));
                OnlineFeatures online = new OnlineFeatures(folder.load(), exported.merger())) {
            assertThat(exported.merger().isPresent()).isEqualTo(hasMerger);
            ImageEmbedder embedder = new ImageEmbedder(tokenizer, exported.merger());
            List<ImagedRow> rows = rows();
            List<float[]> pixels = new ArrayList<>();
            for (ImagedRow row : rows) {
                pixels.add(embedder.pixels(row.file()));
            }
            List<Embedded> embedded = embedder.embed(pixels);
            for (int i = 0; i < rows.size(); i++) {
                assertThat(embedded.get(i).codes())
                        .isEqualTo(rows.get(i).tokens().codes());
                assertThat(embedded.get(i).positions())
                        .isEqualTo(rows.get(i).tokens().positions());
                assertThat(embedded.get(i).features()).containsExactly(features(online, rows.get(i)), within(ROUNDING));
            }
        }
    }

    private static float[] features(OnlineFeatures online, ImagedRow row) {
        ImageInput input = new ImageInput.Online("", row.file(), row.tokens().positions());
        ImageSpan span = new ImageSpan(0, row.tokens().numTokens(), input, false);
        try (NDManager manager = Tensors.newManager();
                Autograd off = Autograd.off()) {
            return online.of(manager, List.of(span)).toFloatArray();
        }
    }

    private static List<ImagedRow> rows() throws IOException {
        TokenDump dump = TokenDump.open(STORAGE, data.resolve("tokens").toString(), false);
        List<ImagedRow> rows = new ArrayList<>();
        try (Rows<ImagedRow> open = ImagedDump.open(
                        STORAGE, dump, data.resolve("shards").toString())
                .open(0, 0)) {
            open.forEachRemaining(rows::add);
        }
        return rows;
    }
}
