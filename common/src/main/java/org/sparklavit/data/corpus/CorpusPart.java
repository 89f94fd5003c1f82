package org.sparklavit.data.corpus;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import org.sparklavit.data.folder.FolderEntry;
import org.sparklavit.data.folder.FolderSamples;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.sample.CorpusStream;
import org.sparklavit.data.tabular.TableOptions;
import org.sparklavit.data.tabular.TableSamples;
import org.sparklavit.data.webdataset.TarOptions;
import org.sparklavit.data.webdataset.TarSamples;

/** A piece of a corpus that one task reads from its start to its end. */
public sealed interface CorpusPart extends Serializable {
    /** Name of the corpus. */
    String source();

    /** Bytes to be read. */
    long bytes();

    /** Opens the piece; the caller closes it. */
    CorpusStream open(Storage storage) throws IOException;

    /** One tar. */
    record OfTar(String source, StoredFile tar, TarOptions options) implements CorpusPart {
        @Override
        public long bytes() {
            return tar.bytes();
        }

        @Override
        public CorpusStream open(Storage storage) throws IOException {
            return new TarSamples(storage, tar.uri(), source, options);
        }
    }

    /** One Parquet file. */
    record OfTable(String source, StoredFile table, TableOptions options) implements CorpusPart {
        @Override
        public long bytes() {
            return table.bytes();
        }

        @Override
        public CorpusStream open(Storage storage) {
            return new TableSamples(storage, table.uri(), source, options);
        }
    }

    /** Some images of a folder. */
    record OfFolder(String source, List<FolderEntry> entries, int maxImageBytes) implements CorpusPart {
        @Override
        public long bytes() {
            return entries.stream()
                    .filter(FolderEntry.Image.class::isInstance)
                    .mapToLong(entry -> ((FolderEntry.Image) entry).bytes())
                    .sum();
        }

        @Override
        public CorpusStream open(Storage storage) {
            return new FolderSamples(storage, source, entries, maxImageBytes);
        }
    }
}
