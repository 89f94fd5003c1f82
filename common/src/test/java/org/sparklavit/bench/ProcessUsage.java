package org.sparklavit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this process holds, as Linux counts it.
 *
 * @param residentMiB memory, Java's heap and libtorch's tensors together
 * @param files open file handles, sockets included
 * @param threads of the process, native ones included
 */
record ProcessUsage(double residentMiB, long files, long threads) {
    static ProcessUsage now() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return new ProcessUsage(status("VmRSS:") / 1024.0, files.count(), status("Threads:"));
        } catch (IOException e) {
            throw new IllegalStateException("needs Linux", e);
        }
    }

    private static long status(String key) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith(key)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("/proc/self/status has no " + key);
    }
}
