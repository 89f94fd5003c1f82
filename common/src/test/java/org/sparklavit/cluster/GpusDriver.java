package org.sparklavit.cluster;

import java.io.IOException;
import java.util.Arrays;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparklavit.collective.Collective;

/** A driver whose ranks tell each other which GPU Spark gave them. */
final class GpusDriver {

    private GpusDriver() {}

    public static void main(String[] args) throws IOException {
        try (SparkSession session = SparkSessions.training("gpus")) {
            System.out.println(BarrierRunner.run(
                    new JavaSparkContext(session.sparkContext()), new BarrierJob("gpus", 2, 0), GpusDriver::body));
        }
    }

    private static String body(RankContext context) {
        Collective ranks = context.collective();
        byte[] gpu = {
            (byte) context.gpu().orElse(-1), (byte) ProcessHandle.current().pid()
        };
        byte[][] all = ranks.allGatherBytes(gpu);
        int[] gpus = {all[0][0], all[1][0]};
        Arrays.sort(gpus);
        return "gpus " + Arrays.toString(gpus) + ", one process " + (all[0][1] == all[1][1]);
    }
}
