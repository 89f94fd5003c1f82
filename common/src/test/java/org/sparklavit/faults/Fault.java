package org.sparklavit.faults;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What happens to a training while it runs. */
enum Fault {
    KILLED_EXECUTOR("kill -9 of an executor") {
        @Override
        void strike(Victim victim, Random random) {
            victim.anyExecutor(random).destroyForcibly();
        }
    },
    EXCEPTION("an exception inside a task") {
        @Override
        Map<String, String> settings() {
            return Map.of("spark.executor.extraJavaOptions", TaskException.AGENT);
        }

        @Override
        void strike(Victim victim, Random random) throws Exception {
            TaskException.throwIn(victim.anyExecutor(random).pid());
        }
    },
    FROZEN("a frozen executor (SIGSTOP)") {
        @Override
        void strike(Victim victim, Random random) throws Exception {
            Victim.command(
                    "kill", "-STOP", Long.toString(victim.anyExecutor(random).pid()));
        }

        /** Its worker kills it some time later; no other fault is to find it. */
        @Override
        void relieve(Victim victim) {
            victim.executors().stream().filter(Victim::isStopped).forEach(ProcessHandle::destroyForcibly);
        }
    },
    CLOSED_SOCKET("a closed connection between two ranks") {
        @Override
        void strike(Victim victim, Random random) throws Exception {
            List<ProcessHandle> executors = victim.executors();
            Victim.command(
                    victim.python(),
                    victim.tools().resolve("close_socket.py").toString(),
                    Long.toString(executors.get(0).pid()),
                    Long.toString(executors.get(1).pid()));
        }
    },
    FULL_DISK("a full disk, until the run has failed once") {
        @Override
        void strike(Victim victim, Random random) throws IOException {
            try (RandomAccessFile filler = new RandomAccessFile(filler(victim).toFile(), "rw")) {
                byte[] block = new byte[1 << 16];
                while (true) {
                    filler.write(block);
                }
            } catch (IOException e) {
                if (victim.freeBytes() > 0) {
                    throw new IOException("cannot fill the disk of " + victim.output(), e);
                }
            }
        }

        @Override
        void relieve(Victim victim) throws IOException {
            Files.deleteIfExists(filler(victim));
        }

        private Path filler(Victim victim) {
            return victim.output().resolveSibling("filler");
        }
    },
    CORRUPT_CHECKPOINT("a corrupted checkpoint, then kill -9") {
        @Override
        void strike(Victim victim, Random random) throws IOException {
            Path numbers = victim.checkpointFile(random);
            try (RandomAccessFile file = new RandomAccessFile(numbers.toFile(), "rw")) {
                // Among the numbers, behind the header: the file still opens.
                long at = file.length() / 2 + random.nextInt((int) (file.length() / 4));
                file.seek(at);
                int byteThere = file.read();
                file.seek(at);
                file.write(byteThere ^ 1);
            }
            victim.anyExecutor(random).destroyForcibly();
        }
    },
    LOST_WORKER("the loss of a worker with its executor") {
        @Override
        void strike(Victim victim, Random random) {
            ProcessHandle executor = victim.anyExecutor(random);
            executor.parent().orElseThrow().destroyForcibly();
            executor.destroyForcibly();
        }
    };

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Spark settings that the fault needs beforehand. */
    Map<String, String> settings() {
        return Map.of();
    }

    abstract void strike(Victim victim, Random random) throws Exception;

    /** Called once the driver has reported a failure: what would end by itself in the world outside. */
    void relieve(Victim victim) throws IOException {}
}
