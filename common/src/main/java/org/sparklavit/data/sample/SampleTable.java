package org.sparklavit.data.sample;

import java.io.IOException;
import java.util.Set;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.RowReader;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;

/** Opens files of samples and of errors. Format version 1 of both is in the footer of every file. */
public final class SampleTable {
    /** Footer key of {@link #FORMAT_VERSION}. */
    public static final String FORMAT_VERSION_KEY = "sparklavit.sample.format-version";

    /** Version of the columns of {@link SampleFormat} and {@link ErrorFormat}. */
    public static final String FORMAT_VERSION = "1";

    private SampleTable() {}

    /** Starts a file of samples; {@link WriteOptions#footer} is the caller's and should name the version. */
    public static RowWriter<Sample> writer(Storage storage, String uri, WriteOptions options) throws IOException {
        return new RowWriter<>(storage, uri, SampleFormat.INSTANCE, options);
    }

    /** Opens a file of samples with all columns. */
    public static RowReader<Sample> reader(Storage storage, String uri) throws IOException {
        return new RowReader<>(storage, uri, SampleFormat.INSTANCE, Set.of());
    }

    /** Opens a file of samples without the images: {@link Sample#image} comes empty, and nothing of it is read. */
    public static RowReader<Sample> readerWithoutImages(Storage storage, String uri) throws IOException {
        return new RowReader<>(storage, uri, SampleFormat.INSTANCE, Set.of(SampleFormat.IMAGE));
    }

    /** Starts a file of errors. */
    public static RowWriter<ErrorRow> errorWriter(Storage storage, String uri, WriteOptions options)
            throws IOException {
        return new RowWriter<>(storage, uri, ErrorFormat.INSTANCE, options);
    }

    /** Opens a file of errors. */
    public static RowReader<ErrorRow> errorReader(Storage storage, String uri) throws IOException {
        return new RowReader<>(storage, uri, ErrorFormat.INSTANCE, Set.of());
    }
}
