package org.sparklavit.tokenizer.inspect;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.parquet.Table;
import org.sparklavit.data.parquet.TableFile;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;

/** Finds the image files of a few samples in shards; of all others it reads no image. */
final class ShardImages {
    private final Storage storage;
    private final String folder;
    private final Table shards;

    private ShardImages(Storage storage, String folder, Table shards) {
        this.storage = storage;
        this.folder = folder;
        this.shards = shards;
    }

    /**
     * Opens the output folder of {@code shard}, or its {@code data} folder.
     *
     * @throws ConfigException if there are no shards
     */
    static ShardImages open(Storage storage, String folder) throws IOException {
        String data = Storage.child(folder, "data");
        try {
            return new ShardImages(storage, folder, Table.open(storage, storage.exists(data) ? data : folder));
        } catch (FileNotFoundException e) {
            throw new ConfigException("shards = " + folder + " holds no shards (" + e.getMessage()
                    + "); give the folder that the shard job has written, or leave the key out");
        }
    }

    /**
     * The image files by id. An id that is in no shard is left out.
     *
     * @throws ConfigException if none of the ids is there: these are other shards
     */
    Map<String, byte[]> find(Set<String> ids) throws IOException {
        Map<String, byte[]> images = new HashMap<>();
        for (TableFile shard : shards.files()) {
            if (images.size() == ids.size()) {
                break;
            }
            String uri = shard.file().uri();
            images(uri, places(uri, ids), images);
        }
        if (images.isEmpty() && !ids.isEmpty()) {
            throw new ConfigException("shards = " + folder + " holds none of the samples to draw, such as "
                    + ids.iterator().next() + "; give the folder that tokenize has read, or leave the key out");
        }
        return images;
    }

    private Map<Long, String> places(String uri, Set<String> ids) throws IOException {
        Map<Long, String> places = new TreeMap<>();
        try (RowReader<Sample> rows = SampleTable.readerWithoutImages(storage, uri)) {
            for (long row = 0; rows.hasNext(); row++) {
                String id = rows.next().id();
                if (ids.contains(id)) {
                    places.put(row, id);
                }
            }
        }
        return places;
    }

    /** Reads on to each of the rows, which ascend; row groups before the first are passed over. */
    private void images(String uri, Map<Long, String> places, Map<String, byte[]> images) throws IOException {
        if (places.isEmpty()) {
            return;
        }
        try (RowReader<Sample> rows = SampleTable.reader(storage, uri)) {
            long at = places.keySet().iterator().next();
            rows.skipTo(at);
            for (Map.Entry<Long, String> place : places.entrySet()) {
                for (; at < place.getKey(); at++) {
                    rows.next();
                }
                images.put(place.getValue(), rows.next().image());
                at++;
            }
        }
    }
}
