package org.sparklavit.data.folder;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.CorpusRecord;
import org.sparklavit.data.sample.CorpusStream;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.RawSample;
import org.sparklavit.data.sample.Reasons;

/** Reads the images of a folder one after the other. */
public final class FolderSamples implements CorpusStream {
    private final Storage storage;
    private final String source;
    private final int maxImageBytes;
    private final Iterator<FolderEntry> entries;

    /** Reads these entries; a larger image than {@code maxImageBytes} becomes an error, unread. */
    public FolderSamples(Storage storage, String source, List<FolderEntry> entries, int maxImageBytes) {
        this.storage = storage;
        this.source = source;
        this.maxImageBytes = maxImageBytes;
        this.entries = entries.iterator();
    }

    @Override
    public boolean hasNext() {
        return entries.hasNext();
    }

    @Override
    public CorpusRecord next() {
        FolderEntry entry = entries.next();
        return entry instanceof FolderEntry.Problem problem ? problem.row() : read((FolderEntry.Image) entry);
    }

    private CorpusRecord read(FolderEntry.Image image) {
        if (image.bytes() > maxImageBytes) {
            String detail = image.uri() + " has " + image.bytes() + " bytes but at most " + maxImageBytes
                    + " are read; raise max-image-mib";
            return ErrorRow.of(source, image.key(), Reasons.READ, Reasons.TOO_MANY_BYTES, detail);
        }
        try {
            byte[] bytes = storage.readBytes(image.uri(), maxImageBytes);
            return new RawSample(source, image.key(), bytes, image.caption(), image.metadataJson());
        } catch (FileNotFoundException e) {
            String detail = image.uri() + " is gone since the folder was listed";
            return ErrorRow.of(source, image.key(), Reasons.READ, Reasons.MISSING_IMAGE, detail);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {}
}
