package org.sparklavit.language.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.stream.ImageInput;
import org.sparklavit.data.stream.ImagedDump;
import org.sparklavit.data.stream.ImagedRow;
import org.sparklavit.data.stream.Letters;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.stream.TokenSequence.ImageSpan;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.language.LlamaConfig;
import org.sparklavit.language.RopeConfig;
import org.sparklavit.language.StoredFeatures;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.FlatParameters;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.vision.ImagedCorpus;
import org.sparklavit.vision.Merger;
import org.sparklavit.vision.RandomTokenizer;
import org.sparklavit.vision.TokenizerFolder;
import org.sparklavit.vision.TrainedTokenizer;

class OnlineFeaturesTest {
    private static final Storage STORAGE = Storage.local();
    /** Features are normalised: up to 4. Half of the last place of a bfloat16 there is 7.8e-3; worst seen: 7.8e-3. */
    private static final Offset<Float> BFLOAT16 = within(8e-3f);
    /** More than the encoder computes at once, twice. */
    private static final int IMAGES = 19;

    @TempDir
    private static Path folder;

    private static List<ImageSpan> online;
    private static List<ImageSpan> stored;

    @BeforeAll
    static void writeCorpus() throws IOException {
        RandomTokenizer.write(folder.resolve("tokenizer"));
        ImagedCorpus.write(folder, folder.resolve("tokenizer").toString(), 1, 30);
        TokenDump dump = TokenDump.open(STORAGE, folder.resolve("tokens").toString(), true);
        online = new ArrayList<>();
        stored = new ArrayList<>();
        try (ShardSource.Rows<ImagedRow> rows = ImagedDump.open(
                        STORAGE, dump, folder.resolve("shards").toString())
                .open(0, 0)) {
            for (int i = 0; i < IMAGES; i++) {
                ImagedRow row = rows.next();
                int tokens = row.tokens().numTokens();
                ImageInput now =
                        new ImageInput.Online("test", row.file(), row.tokens().positions());
                online.add(new ImageSpan(1, tokens, now, false));
                stored.add(new ImageSpan(
                        1, tokens, new ImageInput.Stored(row.tokens().features()), false));
            }
        }
    }

    @Test
    void frozenFeaturesAreThoseOfTheDump() throws IOException {
        try (OnlineFeatures features = new OnlineFeatures(tokenizer(), Optional.empty());
                NDManager manager = Tensors.newManager();
                Autograd on = Autograd.on()) {
            NDArray computed = features.of(manager, online);
            NDArray expected = new StoredFeatures().of(manager, stored);
            assertThat(computed.getShape()).isEqualTo(expected.getShape());
            float worst = computed.sub(expected).abs().max().getFloat();
            System.out.printf("online features: worst difference from those of the dump %.1e%n", worst);
            assertThat(computed.toFloatArray()).containsExactly(expected.toFloatArray(), BFLOAT16);
            assertThat(computed.hasGradient()).isFalse();
            // Nothing of the pass stays but the result: the chunks and what joins them.
            assertThat(manager.getManagedArrays()).hasSizeLessThan(15);
        }
    }

    @Test
    void aTrainedMergerStartsAsTheTokenizersAndLearns() throws IOException {
        UnifiedModel model = model();
        TrainedTokenizer tokenizer = tokenizer();
        Merger merger = OnlineFeatures.declareMerger(
                model, tokenizer.card().tokenizer(), tokenizer.card().encoder().width());
        try (OnlineFeatures features = new OnlineFeatures(tokenizer, Optional.of(merger));
                FlatParameters parameters = FlatParameters.allocate(model.parameters());
                NDManager manager = Tensors.newManager();
                Autograd on = Autograd.on()) {
            parameters.initialize(7);
            features.start(model);
            NDArray computed = features.of(manager, online);
            float[] expected = new StoredFeatures().of(manager, stored).toFloatArray();
            assertThat(computed.toFloatArray()).containsExactly(expected, BFLOAT16);
            parameters.addGradients(computed.square().mul(computed).sum());
            for (Parameter p : model.visualParts().get(OnlineFeatures.MERGER)) {
                assertThat(gradientNorm(parameters, p)).as(p.name()).isPositive();
            }
        }
    }

    @Test
    void aPictureThatDoesNotDecodeIsNamed() throws IOException {
        ImageInput broken = new ImageInput.Online("scenes/x", new byte[] {1, 2, 3, 4}, new int[] {0});
        try (OnlineFeatures features = new OnlineFeatures(tokenizer(), Optional.empty());
                NDManager manager = Tensors.newManager()) {
            assertThatThrownBy(() -> features.of(manager, List.of(new ImageSpan(1, 1, broken, false))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "the image of scenes/x had tokens but cannot be decoded: the first bytes are");
        }
    }

    private static double gradientNorm(FlatParameters parameters, Parameter wanted) {
        for (FlatParameters.Bucket bucket : parameters.buckets()) {
            int start = 0;
            for (Parameter p : bucket.parameters()) {
                if (p == wanted) {
                    return bucket.gradients()
                            .get(start + ":" + (start + p.size()))
                            .norm()
                            .getFloat();
                }
                start += Math.toIntExact(p.size());
            }
        }
        throw new IllegalArgumentException(wanted.name());
    }

    private static TrainedTokenizer tokenizer() throws IOException {
        return new TokenizerFolder(STORAGE, folder.resolve("tokenizer").toString()).load();
    }

    private static UnifiedModel model() {
        LlamaConfig llama =
                new LlamaConfig(16, 1, 2, 1, 24, 64, new RopeConfig(100, new RopeConfig.None()), 1e-5, false);
        return new UnifiedModel(llama, new Vocabulary(new Letters().size(), RandomTokenizer.CODES, 27), 32);
    }
}
