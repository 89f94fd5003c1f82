package org.sparklavit.tensor;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.time.Duration;

/**
 * The C library's heap, in which libtorch keeps the tensors of the CPU.
 *
 * <p>Arrays whose shapes change from step to step, as those of packed rows do, leave gaps there that the C library keeps
 * for later instead of giving them back: over 2 000 steps of the tiny tokenizer, 150 MiB.
 */
public final class NativeHeap {
    /** What is given back must be asked for again: every second, that costs 5% of the time. */
    private static final Duration REST = Duration.ofSeconds(10);

    private static final CLibrary C = load();
    private static long lastTrimNanos = System.nanoTime();

    /** What is called in the C library; JNA finds it by its name. */
    interface CLibrary extends Library {
        /** glibc's: gives back all free pages but {@code kept} bytes at the end of the heap. */
        int malloc_trim(long kept);
    }

    private NativeHeap() {}

    /**
     * Gives free pages back to the operating system, if that was not done within the last seconds. Does nothing where the
     * C library cannot.
     */
    public static synchronized void trimNowAndThen() {
        if (System.nanoTime() - lastTrimNanos > REST.toNanos()) {
            trim();
            lastTrimNanos = System.nanoTime();
        }
    }

    static void trim() {
        if (C != null) {
            C.malloc_trim(0);
        }
    }

    private static CLibrary load() {
        try {
            CLibrary library = Native.load("c", CLibrary.class);
            // JNA looks for a function when it is first called.
            library.malloc_trim(0);
            return library;
        } catch (LinkageError e) {
            return null;
        }
    }
}
