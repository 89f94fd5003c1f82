package org.sparklavit.data.webdataset;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.sample.CorpusRecord;
import org.sparklavit.data.sample.CorpusStream;
import org.sparklavit.data.sample.ErrorRow;
import org.sparklavit.data.sample.Reasons;

/**
 * The samples of one tar in its order. Members that follow each other under one key are one sample; a damaged
 * tar gives the samples before the damage and one error that names the tar and the place. Holds one sample in
 * memory.
 */
public final class TarSamples implements CorpusStream {
    private final String source;
    private final String tarName;
    private final TarOptions options;
    private final InputStream storage;
    private final Queue<CorpusRecord> ready = new ArrayDeque<>();
    private Tar tar;
    private MemberGroup group;
    private boolean ended;

    /** Opens the tar at {@code uri}; {@code source} names the corpus. */
    public TarSamples(Storage storage, String uri, String source, TarOptions options) throws IOException {
        this.source = source;
        this.tarName = uri.substring(uri.lastIndexOf('/') + 1);
        this.options = options;
        this.storage = new StorageInput(storage.open(uri));
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !ended) {
            advance();
        }
        return !ready.isEmpty();
    }

    @Override
    public CorpusRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException(tarName);
        }
        return ready.remove();
    }

    private void advance() {
        try {
            if (tar == null) {
                tar = Tar.open(storage);
            }
            TarArchiveEntry entry = tar.nextMember();
            if (entry == null) {
                finishGroup();
                ended = true;
            } else if (entry.isFile()) {
                Optional<MemberName> name = MemberName.of(entry.getName());
                if (name.isPresent()) {
                    take(name.get(), entry);
                }
            }
        } catch (Tar.CutTarException e) {
            finishGroup();
            breakOff(e);
        } catch (IOException e) {
            breakOff(e);
        }
    }

    private void take(MemberName name, TarArchiveEntry entry) throws IOException {
        String key = options.keysNameTheTar() ? tarName + "/" + name.key() : name.key();
        if (group != null && !group.takes(key, name.extension())) {
            finishGroup();
        }
        if (group == null) {
            group = new MemberGroup(source, key, tarName, options);
        }
        if (!options.wants(name.extension())) {
            group.addUnread(name.extension());
        } else if (entry.getSize() > options.maxMemberBytes()) {
            group.addTooLarge(name.extension(), entry.getSize());
        } else {
            group.add(name.extension(), content(entry));
        }
    }

    private byte[] content(TarArchiveEntry entry) throws IOException {
        byte[] content = tar.readNBytes((int) entry.getSize());
        if (content.length < entry.getSize()) {
            throw new EOFException("its member " + entry.getName() + " is cut");
        }
        return content;
    }

    private void finishGroup() {
        if (group != null) {
            ready.add(group.finish());
            group = null;
        }
    }

    /** The sample that was being read, if any, is part of the damage. */
    private void breakOff(IOException damage) {
        long offset = tar == null ? 0 : tar.getBytesRead();
        String inside = group == null ? "" : " in sample '" + group.key() + "'";
        ready.add(ErrorRow.of(
                source,
                tarName,
                Reasons.READ,
                Reasons.BROKEN_TAR,
                tarName + " is damaged near byte " + offset + " of the unzipped tar" + inside + ": "
                        + damage.getMessage() + "; what follows is lost. Fetch the file again"));
        group = null;
        ended = true;
    }

    @Override
    public void close() throws IOException {
        storage.close();
    }
}
