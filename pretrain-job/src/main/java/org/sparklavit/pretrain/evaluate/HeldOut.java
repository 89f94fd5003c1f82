package org.sparklavit.pretrain.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;
import org.sparklavit.data.sample.SampleText;
import org.sparklavit.data.scene.ColouredShape;
import org.sparklavit.data.scene.SceneColour;
import org.sparklavit.data.scene.SceneShape;
import org.sparklavit.measure.Captioned;

/** The first images of held-out shards that can be decoded, with what is known of them. */
final class HeldOut {
    private static final ImageDecoder DECODER = new ImageDecoder(ImageDecoder.DEFAULT_MAX_PIXELS, true);
    private static final Set<String> COLOURS = words(SceneColour.values());
    private static final Set<String> SHAPES = words(SceneShape.values());

    private HeldOut() {}

    private static Set<String> words(Enum<?>[] values) {
        return Set.copyOf(Stream.of(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList());
    }

    /**
     * One image.
     *
     * @param references what people wrote about it
     * @param objects what a drawn scene shows, from left to right; empty for other images
     */
    record Picture(Sample sample, List<String> references, Optional<List<ColouredShape>> objects) {
        static Picture of(Sample sample) {
            JsonNode metadata = SampleText.jsonObject(sample.metadataJson())
                    .orElseThrow(
                            () -> new IllegalStateException("the metadata of " + sample.key() + " are no JSON object"));
            List<String> references = new ArrayList<>(List.of(sample.caption()));
            metadata.path("captions").forEach(caption -> references.add(caption.asText()));
            return new Picture(sample, references.stream().distinct().toList(), HeldOut.objects(metadata));
        }

        /** The pixels. */
        RgbImage image() {
            try {
                return DECODER.decode(sample.image());
            } catch (BadImageException e) {
                throw new IllegalStateException("an image that could be decoded before cannot now", e);
            }
        }

        Captioned captioned(String candidate) {
            return new Captioned(candidate, references);
        }

        /** The object, of a scene that shows exactly one. */
        Optional<ColouredShape> onlyObject() {
            return objects.filter(all -> all.size() == 1).map(all -> all.get(0));
        }
    }

    private static Optional<List<ColouredShape>> objects(JsonNode metadata) {
        List<ColouredShape> objects = new ArrayList<>();
        for (JsonNode object : metadata.path("objects")) {
            String colour = object.path("colour").asText();
            String shape = object.path("shape").asText();
            if (!COLOURS.contains(colour) || !SHAPES.contains(shape)) {
                return Optional.empty();
            }
            objects.add(new ColouredShape(
                    SceneColour.valueOf(colour.toUpperCase(Locale.ROOT)),
                    SceneShape.valueOf(shape.toUpperCase(Locale.ROOT))));
        }
        return objects.isEmpty() ? Optional.empty() : Optional.of(objects);
    }

    /**
     * Reads shards until there are enough.
     *
     * @throws ConfigException if there are none, or not two images in them
     */
    static List<Picture> read(Storage storage, String shards, int most) throws IOException {
        List<Picture> pictures = new ArrayList<>();
        for (StoredFile file : files(storage, shards)) {
            try (RowReader<Sample> rows = SampleTable.reader(storage, file.uri())) {
                while (rows.hasNext() && pictures.size() < most) {
                    Sample sample = rows.next();
                    if (isDecodable(sample)) {
                        pictures.add(Picture.of(sample));
                    }
                }
            }
        }
        if (pictures.size() < 2) {
            throw new ConfigException(
                    "shards = " + shards + " has " + pictures.size()
                            + " images that can be decoded, but two are needed at least. Give the output folder of submit/shard.sh.");
        }
        return pictures;
    }

    private static List<StoredFile> files(Storage storage, String shards) throws IOException {
        try {
            return storage.list(Storage.child(shards, "data"));
        } catch (FileNotFoundException e) {
            throw new ConfigException("shards = " + shards + " holds no shards (" + e.getMessage()
                    + "). Give the output folder of submit/shard.sh.");
        }
    }

    private static boolean isDecodable(Sample sample) {
        try {
            DECODER.decode(sample.image());
            return true;
        } catch (BadImageException e) {
            return false;
        }
    }
}
