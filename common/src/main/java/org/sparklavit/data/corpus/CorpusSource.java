package org.sparklavit.data.corpus;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.Setting;
import org.sparklavit.data.folder.FolderCatalog;
import org.sparklavit.data.folder.FolderEntry;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.tabular.TableOptions;
import org.sparklavit.data.webdataset.TarOptions;

/** A corpus of image-text pairs. */
public sealed interface CorpusSource {
    /** Name of the corpus: a column of every row, and part of every sample id. */
    String name();

    /**
     * Cuts the corpus into parts, always the same ones in the same order for the same files.
     *
     * @param root folder that relative paths start from; empty for the working directory
     * @throws ConfigException if there is nothing at the path
     */
    List<CorpusPart> parts(Storage storage, String root) throws IOException;

    /** Tar files in which the files of one sample follow each other under one key. */
    record Webdataset(
            @Setting(help = "Name of the corpus: a column of every row, and part of every sample id")
            String name,

            @Setting(help = "Folder of .tar, .tar.gz or .tgz files, one such file, or a glob")
            String path,

            @Setting(
                    help = "Extensions of the image, the preferred one first",
                    defaultsTo = "[jpg, jpeg, png, webp, gif, bmp]")
            List<String> imageExtensions,

            @Setting(help = "Extensions of the caption, the preferred one first", defaultsTo = "[txt, caption]")
            List<String> captionExtensions,

            @Setting(
                    help = "Field of key.json that holds the caption where there is no caption file",
                    defaultsTo = "caption")
            String captionField,

            @Setting(
                    help = "A larger member makes its sample an error, unread",
                    unit = "MiB",
                    defaultsTo = "64",
                    range = "[1, 1024]")
            int maxMemberMib,

            @Setting(
                    help = "Put the tar's name before each key, for corpora that count anew in each tar",
                    defaultsTo = "false")
            boolean keysNameTheTar)
            implements CorpusSource {
        @Override
        public List<CorpusPart> parts(Storage storage, String root) throws IOException {
            TarOptions options = new TarOptions(
                    imageExtensions, captionExtensions, captionField, maxMemberMib << 20, keysNameTheTar);
            List<CorpusPart> parts = new ArrayList<>();
            for (StoredFile file : tars(storage, Storage.resolve(root, path))) {
                parts.add(new CorpusPart.OfTar(name, file, options));
            }
            if (parts.isEmpty()) {
                throw new ConfigException("source '" + name + "': path = " + Storage.resolve(root, path)
                        + " holds no .tar, .tar.gz or .tgz file; give the folder that holds them");
            }
            return parts;
        }

        private List<StoredFile> tars(Storage storage, String folder) throws IOException {
            try {
                return storage.list(folder).stream()
                        .filter(file -> file.name().matches("(?i).*\\.(tar|tar\\.gz|tgz)"))
                        .toList();
            } catch (FileNotFoundException e) {
                throw missing(name, "path", folder);
            }
        }
    }

    /** Parquet files with an image and a caption in each row, as img2dataset and Hugging Face datasets write them. */
    record Table(
            @Setting(help = "Name of the corpus: a column of every row, and part of every sample id")
            String name,

            @Setting(help = "Folder of .parquet files, one such file, or a glob")
            String path,

            @Setting(
                    help = "Columns of the image, the preferred one first: its bytes, or a struct with the field bytes",
                    defaultsTo = "[jpg, image, png, webp]")
            List<String> imageColumns,

            @Setting(help = "Columns of the caption, the preferred one first", defaultsTo = "[caption, text]")
            List<String> captionColumns,

            @Setting(
                    help =
                            "Column of the sample's name; where a file has none, a name is file name / number of the row",
                    defaultsTo = "key")
            String keyColumn,

            @Setting(
                    help = "A larger image makes its sample an error",
                    unit = "MiB",
                    defaultsTo = "64",
                    range = "[1, 1024]")
            int maxImageMib)
            implements CorpusSource {
        @Override
        public List<CorpusPart> parts(Storage storage, String root) throws IOException {
            TableOptions options = new TableOptions(imageColumns, captionColumns, keyColumn, maxImageMib << 20);
            String folder = Storage.resolve(root, path);
            List<CorpusPart> parts = new ArrayList<>();
            for (StoredFile file : files(storage, folder)) {
                if (file.name().endsWith(".parquet")) {
                    parts.add(new CorpusPart.OfTable(name, file, options));
                }
            }
            if (parts.isEmpty()) {
                throw new ConfigException("source '" + name + "': path = " + folder
                        + " holds no .parquet file; give the folder that holds them");
            }
            return parts;
        }

        private List<StoredFile> files(Storage storage, String folder) throws IOException {
            try {
                return storage.list(folder);
            } catch (FileNotFoundException e) {
                throw missing(name, "path", folder);
            }
        }
    }

    /** Where the captions of a folder are. */
    enum CaptionFrom {
        /** In the captions file. */
        CAPTIONS_FILE,
        /** The file's name is the caption, underscores read as spaces. */
        FILE_NAME
    }

    /** A folder of images at any depth, with a captions file. */
    record Folder(
            @Setting(help = "Name of the corpus: a column of every row, and part of every sample id")
            String name,

            @Setting(help = "Folder of images, at any depth below it")
            String path,

            @Setting(help = "Where the captions are", defaultsTo = "captions-file")
            CaptionFrom captionFrom,

            @Setting(
                    help = "JSONL, or CSV or TSV with a header: file_name or file (below path), caption or text;"
                            + " other fields become metadata")
            Optional<String> captions,

            @Setting(
                    help = "A larger image becomes an error, unread",
                    unit = "MiB",
                    defaultsTo = "64",
                    range = "[1, 1024]")
            int maxImageMib)
            implements CorpusSource {
        private static final int IMAGES_A_PART = 64;

        /** Checks that captions and caption-from agree. */
        public Folder {
            if (captionFrom == CaptionFrom.CAPTIONS_FILE && captions.isEmpty()) {
                throw new IllegalArgumentException(
                        "captions is not set; name the captions file, or set caption-from = file-name");
            }
            if (captionFrom == CaptionFrom.FILE_NAME && captions.isPresent()) {
                throw new IllegalArgumentException(
                        "captions is set although caption-from = file-name; leave one of them out");
            }
        }

        @Override
        public List<CorpusPart> parts(Storage storage, String root) throws IOException {
            String folder = Storage.resolve(root, path);
            if (!storage.isFolder(folder)) {
                throw missing(name, "path", folder);
            }
            FolderCatalog catalog = new FolderCatalog(storage, folder, name);
            List<FolderEntry> entries = captions.isPresent()
                    ? captioned(storage, Storage.resolve(root, captions.get()), catalog)
                    : catalog.captionedByName();
            List<CorpusPart> parts = new ArrayList<>();
            for (int from = 0; from < entries.size(); from += IMAGES_A_PART) {
                int to = Math.min(from + IMAGES_A_PART, entries.size());
                parts.add(new CorpusPart.OfFolder(name, new ArrayList<>(entries.subList(from, to)), maxImageMib << 20));
            }
            if (parts.isEmpty()) {
                throw new ConfigException("source '" + name + "': path = " + folder + " holds no image");
            }
            return parts;
        }

        private List<FolderEntry> captioned(Storage storage, String captionsUri, FolderCatalog catalog)
                throws IOException {
            if (!storage.exists(captionsUri)) {
                throw missing(name, "captions", captionsUri);
            }
            return catalog.captionedBy(captionsUri);
        }
    }

    private static ConfigException missing(String source, String key, String value) {
        return new ConfigException(
                "source '" + source + "': " + key + " = " + value + " is not there; check the path and its spelling");
    }
}
