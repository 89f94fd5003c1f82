package org.sparklavit.pretrain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.scene.SceneColour;
import org.sparklavit.data.scene.SceneShape;
import org.sparklavit.data.token.PatchGrid;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.data.token.TokenWriter;
import org.sparklavit.tensor.Bfloat16;

/**
 * A token dump without a tokenizer: each object of a scene is one code, colour * 8 + shape, and its feature is that
 * code's one-hot pair. So all there is to learn is which word stands for which part.
 */
public final class SceneDump {
    private static final List<String> COLOUR_WORDS =
            Arrays.stream(SceneColour.values()).map(SceneColour::word).toList();
    private static final List<String> SHAPE_WORDS =
            Arrays.stream(SceneShape.values()).map(SceneShape::word).toList();
    private static final int COLOURS = COLOUR_WORDS.size();
    private static final int SHAPES = SHAPE_WORDS.size();
    private static final short ONE = Bfloat16.of(1);

    private SceneDump() {}

    /** Writes {@code files} files of {@code rows} rows each below {@code folder}. */
    public static void write(Path folder, String fingerprint, int files, int rows, boolean withFeatures)
            throws IOException {
        int featureWidth = withFeatures ? COLOURS + SHAPES : 0;
        TokenMetadata metadata =
                new TokenMetadata(fingerprint, COLOURS * SHAPES, 4, featureWidth, "none", 0.5, "test", "");
        SplittableRandom random =
                new SplittableRandom(folder.getFileName().toString().hashCode());
        for (int file = 0; file < files; file++) {
            String uri = folder.resolve(String.format("data/part-%05d.parquet", file))
                    .toString();
            try (TokenWriter writer = new TokenWriter(Storage.local(), uri, metadata)) {
                for (int row = 0; row < rows; row++) {
                    writer.write(row(file + "-" + row, random, withFeatures));
                }
                writer.commit();
            }
        }
    }

    /** Writes a file of JSON lines. */
    public static void writeText(Path file, int lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                IntStream.range(0, lines)
                        .mapToObj(i -> "{\"text\": \"a " + COLOUR_WORDS.get(i % COLOURS) + " "
                                + SHAPE_WORDS.get(i % SHAPES) + "\"}\n")
                        .collect(Collectors.joining()));
    }

    private static TokenRow row(String key, SplittableRandom random, boolean withFeatures) {
        int[] codes = random.ints(1 + random.nextInt(2), 0, COLOURS * SHAPES).toArray();
        List<String> words = new ArrayList<>();
        List<String> objects = new ArrayList<>();
        ByteBuffer features = ByteBuffer.allocate(codes.length * (COLOURS + SHAPES) * Short.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < codes.length; i++) {
            String colour = COLOUR_WORDS.get(codes[i] / SHAPES);
            String shape = SHAPE_WORDS.get(codes[i] % SHAPES);
            words.add("a " + colour + " " + shape);
            objects.add("{\"colour\": \"" + colour + "\", \"shape\": \"" + shape + "\"}");
            int start = i * (COLOURS + SHAPES);
            features.putShort(Short.BYTES * (start + codes[i] / SHAPES), ONE);
            features.putShort(Short.BYTES * (start + COLOURS + codes[i] % SHAPES), ONE);
        }
        return new TokenRow(
                key,
                "scenes",
                key,
                String.join(" ", words),
                codes,
                IntStream.range(0, codes.length).toArray(),
                new PatchGrid(4, 4),
                64,
                64,
                "{\"count\": " + codes.length + ", \"objects\": [" + String.join(", ", objects) + "]}",
                withFeatures ? features.array() : new byte[0]);
    }
}
