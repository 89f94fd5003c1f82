package org.sparklavit.pretrain;

import java.io.Serializable;
import java.util.Optional;
import org.sparklavit.config.Setting;
import org.sparklavit.data.stream.Stream;
import org.sparklavit.data.stream.TextFormat;

/** Where samples come from and what becomes of them. */
public sealed interface SourceConfig extends Serializable {
    /** Folder or files, relative to the configuration's input. */
    String path();

    /** The shards of its images; empty if it has none. */
    default Optional<String> images() {
        return Optional.empty();
    }

    /** Share of the samples drawn, relative to the other sources. */
    double weight();

    /** The sequences made of its samples. */
    Stream stream();

    /** Share of the samples whose text is left out. */
    default double textDropout() {
        return 0;
    }

    /** Images as conditions of their captions. */
    record ImageText(
            @Setting(help = "Token dump: the output folder of tokenize.")
            String path,

            @Setting(help = "Share of the samples, relative to the other sources.", defaultsTo = "1.0", range = "> 0")
            double weight,

            @Setting(help = "The shards that tokenize has read for path: the images, where online-features is set.")
            Optional<String> images)
            implements SourceConfig {
        @Override
        public Stream stream() {
            return Stream.IMAGE_TEXT;
        }
    }

    /** Captions as conditions of their images. */
    record TextImage(
            @Setting(help = "Token dump: the output folder of tokenize.")
            String path,

            @Setting(help = "Share of the samples, relative to the other sources.", defaultsTo = "1.0", range = "> 0")
            double weight,

            @Setting(help = "As for image-text; only emu reads the features of these images.")
            Optional<String> images,

            @Setting(
                    help = "Share of the samples whose text is left out, always the same ones: what guidance calls an"
                            + " image without a prompt is learned from them.",
                    defaultsTo = "0.0",
                    range = "[0, 1]")
            double textDropout)
            implements SourceConfig {
        @Override
        public Stream stream() {
            return Stream.TEXT_IMAGE;
        }
    }

    /** Plain text. */
    record Text(
            @Setting(
                    help = "A file, a folder or a glob. Names tell what is inside: .jsonl, .txt, both also .gz or"
                            + " .zst, or .parquet.")
            String path,

            @Setting(help = "Share of the samples, relative to the other sources.", defaultsTo = "1.0", range = "> 0")
            double weight,

            @Setting(
                    help = "Key of a JSON line, or column of a Parquet file, that holds the text.",
                    defaultsTo = "text")
            String field,

            @Setting(help = "What one text of a .txt file is: a line, or lines up to a blank one.", defaultsTo = "line")
            TextFormat.Plain plain)
            implements SourceConfig {
        /** How its files are read. */
        TextFormat format() {
            return new TextFormat(field, plain);
        }

        @Override
        public Stream stream() {
            return Stream.TEXT;
        }
    }
}
