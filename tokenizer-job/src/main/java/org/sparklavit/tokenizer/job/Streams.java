package org.sparklavit.tokenizer.job;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** The rows of a Spark task as a stream, which reads them one by one. */
final class Streams {
    private Streams() {}

    static <T> Stream<T> of(Iterator<T> rows) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false);
    }

    /** Closes {@code rows} when the task ends, however it ends. */
    static <T, R extends Iterator<T> & Closeable> Stream<T> closedWithTask(R rows) {
        TaskCompletionListener closing = task -> close(rows);
        TaskContext.get().addTaskCompletionListener(closing);
        return of(rows);
    }

    private static void close(Closeable rows) {
        try {
            rows.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
