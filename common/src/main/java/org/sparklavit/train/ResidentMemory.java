package org.sparklavit.train;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process as the operating system counts it: Java's heap and libtorch's tensors together. */
final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";
    private static final double KIB_PER_MIB = 1024;

    private ResidentMemory() {}

    /** Resident MiB, or NaN where the system does not tell (it does on Linux). */
    static double mebibytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RESIDENT)) {
                    return Double.parseDouble(line.replaceAll("\\D", "")) / KIB_PER_MIB;
                }
            }
            return Double.NaN;
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** MiB that the Java heap has reserved of it; the rest is libtorch's tensors and the JVM's own. */
    static double javaHeapMebibytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() / KIB_PER_MIB / KIB_PER_MIB;
    }
}
