package org.sparklavit.pretrain;

import java.io.Serializable;
import org.sparklavit.config.Setting;
import org.sparklavit.data.stream.Stream;

/** Where samples come from and what becomes of them. */
public sealed interface SourceConfig extends Serializable {
    /** Folder or files, relative to the configuration's input. */
    String path();

    /** Share of the samples drawn, relative to the other sources. */
    double weight();

    /** The sequences made of its samples. */
    Stream stream();

    /** Images as conditions of their captions. */
    record ImageText(
            @Setting(help = "Token dump: the output folder of tokenize.")
            String path,

            @Setting(help = "Share of the samples, relative to the other sources.", defaultsTo = "1.0", range = "> 0")
            double weight)
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
            double weight)
            implements SourceConfig {
        @Override
        public Stream stream() {
            return Stream.TEXT_IMAGE;
        }
    }

    /** Plain text. */
    record Text(
            @Setting(help = "Files of JSON lines {\"text\": ...}, plain or .gz: a file, a folder or a glob.")
            String path,

            @Setting(help = "Share of the samples, relative to the other sources.", defaultsTo = "1.0", range = "> 0")
            double weight)
            implements SourceConfig {
        @Override
        public Stream stream() {
            return Stream.TEXT;
        }
    }
}
