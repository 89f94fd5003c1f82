package org.sparklavit.data.parquet;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;

/**
 * The Parquet files of one folder as one table. Its rows are numbered through: file by file in the order of
 * their names, each file from its first row to its last.
 *
 * @param files what their footers tell
 */
public record Table(List<TableFile> files) implements Serializable {
    /** Takes a copy. */
    public Table {
        files = List.copyOf(files);
    }

    /**
     * A row group, the unit that can be read without what lies before it.
     *
     * @param uri file that holds it
     * @param firstRowInFile number of its first row in that file: for {@link RowReader#skipTo}
     * @param firstRow number of its first row in the table
     * @param rows how many it holds
     */
    public record Group(String uri, long firstRowInFile, long firstRow, long rows) implements Serializable {}

    /**
     * Reads the footers of all {@code *.parquet} files right inside a folder.
     *
     * @throws FileNotFoundException if there is no such folder or no such file in it
     */
    public static Table open(Storage storage, String folder) throws IOException {
        List<TableFile> files = new ArrayList<>();
        for (StoredFile file : storage.list(folder)) {
            if (file.name().endsWith(".parquet")) {
                files.add(TableFile.open(storage, file.uri()));
            }
        }
        if (files.isEmpty()) {
            throw new FileNotFoundException("no .parquet file in " + folder);
        }
        return new Table(files);
    }

    /** Rows of all files. */
    public long rows() {
        return files.stream().mapToLong(TableFile::rows).sum();
    }

    /** All row groups in the order of their rows. */
    public List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        long firstRow = 0;
        for (TableFile file : files) {
            long inFile = 0;
            for (long rows : file.groupRows()) {
                groups.add(new Group(file.file().uri(), inFile, firstRow + inFile, rows));
                inFile += rows;
            }
            firstRow += inFile;
        }
        return List.copyOf(groups);
    }
}
