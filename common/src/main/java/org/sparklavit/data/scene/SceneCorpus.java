package org.sparklavit.data.scene;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sparklavit.data.image.JpegEncoder;
import org.sparklavit.data.webdataset.WebDatasetWriter;

/**
 * A corpus of scenes as files, each a function of this record alone, so that any number of machines may write them in
 * any order. Below the output folder:
 *
 * <pre>
 * train/shard-000000.tar ...     KEY.jpg, KEY.txt (caption), KEY.json (attributes)
 * heldout/shard-000000.tar ...
 * text/train.jsonl               {"text": "..."}
 * text/heldout.jsonl
 * </pre>
 *
 * @param seed of everything drawn
 * @param train pictures and lines to train on
 * @param heldout pictures and lines to judge by; other scenes than those of {@code train}
 * @param imagesPerTar the last tar of a split may have fewer
 * @param generator size and aspect of the pictures
 * @param jpegQuality see {@link JpegEncoder}
 */
public record SceneCorpus(
        long seed, Amount train, Amount heldout, int imagesPerTar, SceneGenerator generator, double jpegQuality)
        implements Serializable {
    /** Held-out scenes are numbered from here, so that (seed, index) still names one scene. */
    private static final long FIRST_HELDOUT = 1L << 40;

    /** How much of a split. */
    public record Amount(long images, long lines) implements Serializable {}

    /** What a file is drawn for. */
    public enum Split {
        TRAIN,
        HELDOUT;

        /** The folder's name. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One file.
     *
     * @param path below the output folder
     * @param isText lines of text instead of a tar of pictures
     * @param first number of its first picture or line within the split
     * @param count pictures or lines
     */
    public record Part(String path, Split split, boolean isText, long first, long count) implements Serializable {}

    /** All files of the corpus; empty splits have none. */
    public List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (Split split : Split.values()) {
            Amount amount = amount(split);
            for (long first = 0; first < amount.images(); first += imagesPerTar) {
                String path = String.format("%s/shard-%06d.tar", split.word(), first / imagesPerTar);
                parts.add(new Part(path, split, false, first, Math.min(imagesPerTar, amount.images() - first)));
            }
        }
        for (Split split : Split.values()) {
            if (amount(split).lines() > 0) {
                parts.add(new Part(
                        "text/" + split.word() + ".jsonl",
                        split,
                        true,
                        0,
                        amount(split).lines()));
            }
        }
        return parts;
    }

    /**
     * Writes one of {@link #parts()}; leaves {@code out} open.
     *
     * @param afterImage called once a picture is written
     */
    public void write(Part part, OutputStream out, Runnable afterImage) throws IOException {
        if (part.isText()) {
            writeLines(part, out);
        } else {
            writeTar(part, out, afterImage);
        }
    }

    private void writeTar(Part part, OutputStream out, Runnable afterImage) throws IOException {
        WebDatasetWriter tar = new WebDatasetWriter(out);
        for (long number = part.first(); number < part.first() + part.count(); number++) {
            Scene scene = generator.scene(seed, index(part.split(), number));
            String key = String.format("%s-%09d", part.split().word(), number);
            tar.add(key, "jpg", JpegEncoder.encode(ScenePainter.paint(scene), jpegQuality));
            tar.add(key, "txt", SceneCaption.of(scene));
            tar.add(key, "json", SceneJson.of(scene));
            afterImage.run();
        }
        tar.finish();
    }

    private void writeLines(Part part, OutputStream out) throws IOException {
        for (long number = part.first(); number < part.first() + part.count(); number++) {
            String text = SceneText.line(seed, index(part.split(), number));
            String line = JsonNodeFactory.instance.objectNode().put("text", text) + "\n";
            out.write(line.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Amount amount(Split split) {
        return split == Split.TRAIN ? train : heldout;
    }

    private static long index(Split split, long number) {
        return split == Split.TRAIN ? number : FIRST_HELDOUT + number;
    }
}
