package org.sparklavit.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparklavit.collective.Floats;

/**
 * A driver whose first attempt loses an executor to a kill -9: two ranks sum numbers step by step, and rank 0 writes
 * the sum to a file that stands for a checkpoint. Arguments: that file, and one for the secrets that are drawn.
 */
final class KilledExecutorDriver {

    private static final int STEPS = 6;
    private static final int FATAL_STEP = 3;

    private KilledExecutorDriver() {}

    public static void main(String[] args) throws IOException, NoSuchAlgorithmException {
        DrawnSecrets.recordIn(Path.of(args[1]));
        String checkpoint = args[0];
        try (SparkSession session = SparkSessions.training("killed")) {
            String result = BarrierRunner.run(
                    new JavaSparkContext(session.sparkContext()),
                    new BarrierJob("killed", 2, 3),
                    context -> body(context, Path.of(checkpoint)));
            System.out.println(result);
        }
    }

    private static String body(RankContext context, Path checkpoint) throws IOException {
        float[] state = load(checkpoint);
        context.report("rank " + context.rank() + " in process "
                + ProcessHandle.current().pid() + " starts at step " + (int) state[0]);
        ByteBuffer buffer = Floats.allocate(1);
        for (int step = (int) state[0]; step < STEPS; step++) {
            buffer.putFloat(0, (context.rank() + 1) * step);
            context.collective().allReduce(buffer);
            state = new float[] {step + 1, state[1] + buffer.getFloat(0)};
            if (context.rank() == 0) {
                Files.writeString(checkpoint, state[0] + "\n" + state[1]);
                context.report(new Progress("killed", "step", step + 1, STEPS));
            }
            killAtFatalStep(context, step);
        }
        return "sum " + state[1] + " in attempt " + context.attempt();
    }

    private static float[] load(Path checkpoint) throws IOException {
        if (!Files.exists(checkpoint)) {
            return new float[] {0, 0};
        }
        List<String> lines = Files.readAllLines(checkpoint);
        return new float[] {Float.parseFloat(lines.get(0)), Float.parseFloat(lines.get(1))};
    }

    /** Rank 0 kills the process of rank 1, which cannot say a word any more. */
    private static void killAtFatalStep(RankContext context, int step) {
        if (context.attempt() > 0 || step != FATAL_STEP) {
            return;
        }
        byte[][] pids = context.collective()
                .allGatherBytes(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8));
        if (context.rank() == 0) {
            long victim = Long.parseLong(new String(pids[1], StandardCharsets.UTF_8));
            ProcessHandle.of(victim).orElseThrow().destroyForcibly();
        }
    }
}
