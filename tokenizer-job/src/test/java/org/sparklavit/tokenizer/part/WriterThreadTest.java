package org.sparklavit.tokenizer.part;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WriterThreadTest {
    private static final int BATCHES = 100;

    @Test
    void whatIsFinishedIsWrittenInOrder() throws IOException {
        List<Integer> written = Collections.synchronizedList(new ArrayList<>());
        try (WriterThread writer = new WriterThread()) {
            for (int i = 0; i < BATCHES; i++) {
                int batch = i;
                writer.submit(() -> {
                    written.add(batch);
                    return null;
                });
            }
            writer.finish();
            assertThat(written).isEqualTo(IntStream.range(0, BATCHES).boxed().toList());
        }
    }

    @Test
    void aWriteThatFailsIsToldWithItsOwnException() throws IOException {
        IOException full = new IOException("no space left on device");
        try (WriterThread writer = new WriterThread()) {
            writer.submit(() -> {
                throw full;
            });
            assertThatThrownBy(writer::finish).isSameAs(full);
            Error fullToo = new AssertionError(full);
            writer.submit(() -> {
                throw fullToo;
            });
            assertThatThrownBy(writer::finish).isSameAs(fullToo);
            writer.submit(() -> {
                throw new IllegalStateException("a bug");
            });
            assertThatThrownBy(() -> {
                        for (int i = 0; i < BATCHES; i++) {
                            writer.submit(() -> null);
                        }
                    })
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a bug");
        }
    }

    @Test
    void closingWaitsForTheWriteThatIsUnderWayAndDropsTheNext() throws Exception {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        WriterThread writer = new WriterThread();
        writer.submit(() -> {
            started.countDown();
            mayEnd.await();
            events.add("written");
            return null;
        });
        writer.submit(() -> {
            events.add("dropped");
            return null;
        });
        started.await();
        Thread closer = new Thread(() -> {
            writer.close();
            events.add("closed");
        });
        closer.start();
        while (closer.getState() != Thread.State.TIMED_WAITING && closer.isAlive()) {
            Thread.onSpinWait();
        }
        mayEnd.countDown();
        closer.join();
        assertThat(events).containsExactly("written", "closed");
    }
}
