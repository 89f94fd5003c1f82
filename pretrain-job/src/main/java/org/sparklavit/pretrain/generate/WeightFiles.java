package org.sparklavit.pretrain.generate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.output.Run;

/** A folder of weights in one line, by which a run knows whether it goes on with the same ones. */
public final class WeightFiles {
    /** Weights that were trained further differ everywhere, so the end of a file tells as much as all its gigabytes. */
    private static final int TAIL_BYTES = 4096;

    private WeightFiles() {}

    /** The files at any depth below {@code folder}: their names, sizes and ends. */
    public static String describe(Storage storage, String folder) throws IOException {
        List<StoredFile> files = storage.listRecursively(folder);
        List<String> pieces = new ArrayList<>();
        for (StoredFile file : files) {
            pieces.add(file + " " + tail(storage, file));
        }
        return Run.describe(pieces, files.stream().mapToLong(StoredFile::bytes).sum());
    }

    private static String tail(Storage storage, StoredFile file) throws IOException {
        byte[] tail = new byte[(int) Math.min(TAIL_BYTES, file.bytes())];
        try (FSDataInputStream in = storage.open(file.uri())) {
            in.readFully(file.bytes() - tail.length, tail);
        }
        return HexFormat.of().formatHex(tail);
    }
}
