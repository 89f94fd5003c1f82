package org.sparklavit.vision;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.image.JpegEncoder;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleId;
import org.sparklavit.data.sample.SampleTable;
import org.sparklavit.data.scene.SceneColour;
import org.sparklavit.data.scene.SceneShape;
import org.sparklavit.data.token.PatchGrid;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.data.token.TokenWriter;
import org.sparklavit.tensor.Autograd;
import org.sparklavit.tensor.Bfloat16;
import org.sparklavit.tensor.Tensors;

/** Shards of small pictures, {@code shards}, and their tokens with features, {@code tokens}, by a tokenizer's folder. */
public final class ImagedCorpus {
    /** Every so many samples one is in the shards alone, as if tokenize could not have read it. */
    public static final int LEFT_OUT = 5;

    private static final Storage STORAGE = Storage.local();
    private static final int SIDE = 20;
    /** Of the samples; everything in them is drawn from it, so that every test run sees the same. */
    private static final String NAME = "imaged";

    private ImagedCorpus() {}

    /** Writes {@code files} shards of {@code rows} samples each below {@code folder}. */
    public static void write(Path folder, String tokenizerFolder, int files, int rows) throws IOException {
        try (TrainedTokenizer tokenizer = new TokenizerFolder(STORAGE, tokenizerFolder).load();
                Autograd off = Autograd.off()) {
            for (int file = 0; file < files; file++) {
                List<Sample> samples = samples(NAME + "-" + file, rows);
                String name = String.format("data/part-%05d.parquet", file);
                writeShard(folder.resolve("shards/" + name).toString(), samples);
                writeTokens(folder.resolve("tokens/" + name).toString(), tokenizer, samples);
            }
        }
    }

    private static List<Sample> samples(String name, int rows) {
        Random random = new Random(name.hashCode());
        List<Sample> samples = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            SceneColour colour = any(SceneColour.values(), random);
            String shape = any(SceneShape.values(), random).word();
            String key = name + "-" + row;
            samples.add(new Sample(
                    SampleId.of("scenes", key),
                    "scenes",
                    key,
                    JpegEncoder.encode(picture(colour, random), 0.95),
                    "a " + colour.word() + " " + shape,
                    SIDE,
                    SIDE,
                    "{\"objects\": [{\"colour\": \"" + colour.word() + "\", \"shape\": \"" + shape + "\"}]}"));
        }
        return samples;
    }

    private static <T> T any(T[] values, Random random) {
        return List.of(values).get(random.nextInt(values.length));
    }

    private static RgbImage picture(SceneColour colour, Random random) {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            int level = (colour.rgb() >> (16 - 8 * (i % 3))) & 0xff;
            pixels[i] = (byte) Math.max(0, Math.min(255, level + 40 * random.nextGaussian()));
        }
        return new RgbImage(SIDE, SIDE, pixels);
    }

    private static void writeShard(String uri, List<Sample> samples) throws IOException {
        WriteOptions options = WriteOptions.defaults()
                .withRowGroups(64L << 20, 7)
                .withFooter(Map.of(SampleTable.FORMAT_VERSION_KEY, SampleTable.FORMAT_VERSION));
        try (RowWriter<Sample> writer = SampleTable.writer(STORAGE, uri, options)) {
            for (Sample sample : samples) {
                writer.write(sample);
            }
            writer.commit();
        }
    }

    private static void writeTokens(String uri, TrainedTokenizer tokenizer, List<Sample> samples) throws IOException {
        TokenizerCard card = tokenizer.card();
        TokenMetadata metadata = new TokenMetadata(
                card.fingerprint(),
                card.tokenizer().codebookSize(),
                card.tokenizer().codeWidth(),
                card.encoder().width(),
                card.encoder().description(),
                card.keepRatio(),
                "test",
                "");
        try (TokenWriter writer = new TokenWriter(STORAGE, uri, metadata)) {
            for (int i = 0; i < samples.size(); i++) {
                if (i % LEFT_OUT != 0) {
                    writer.write(row(tokenizer, samples.get(i)));
                }
            }
            writer.commit();
        }
    }

    private static TokenRow row(TrainedTokenizer tokenizer, Sample sample) {
        EncoderConfig encoder = tokenizer.card().encoder();
        try (NDManager manager = Tensors.newManager()) {
            NDArray pixels =
                    manager.create(pixels(encoder, sample), new Shape(1, 3, encoder.imageSize(), encoder.imageSize()));
            VisualTokens tokens = tokenizer.tokenizer().tokenize(pixels, List.of(sample.id()), new Selection.ArgMax());
            return new TokenRow(
                    sample.id(),
                    sample.source(),
                    sample.key(),
                    sample.caption(),
                    tokens.codes()[0],
                    tokens.positions()[0],
                    new PatchGrid(encoder.grid(), encoder.grid()),
                    sample.width(),
                    sample.height(),
                    sample.metadataJson(),
                    bytes(tokens.merged().toFloatArray()));
        }
    }

    private static byte[] bytes(float[] features) {
        ByteBuffer bytes = ByteBuffer.allocate(features.length * Bfloat16.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Bfloat16.encode(FloatBuffer.wrap(features), bytes);
        return bytes.array();
    }

    private static float[] pixels(EncoderConfig encoder, Sample sample) {
        try {
            return new ImagePreprocessor(encoder.preprocessing())
                    .toChw(ImageDecoder.strict().decode(sample.image()));
        } catch (BadImageException e) {
            throw new IllegalStateException(e);
        }
    }
}
