package org.sparklavit.cluster;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.sparklavit.config.ConfigException;

/**
 * Spark sessions with the settings that our jobs need. What the user set (spark-submit, spark-defaults.conf) is kept,
 * except for settings under which training cannot work: those are refused. Without a master, Spark runs in this JVM.
 */
public final class SparkSessions {

    private static final String PLUGINS = "spark.plugins";

    private SparkSessions() {}

    /** For jobs made of ordinary Spark tasks. */
    public static SparkSession batch(String appName) {
        return session(batchConf(appName, new SparkConf()));
    }

    /**
     * For jobs whose ranks are barrier tasks that live from start to end.
     *
     * @throws ConfigException if dynamic allocation or speculation is on
     */
    public static SparkSession training(String appName) {
        return session(trainingConf(appName, new SparkConf()));
    }

    static SparkConf batchConf(String appName, SparkConf conf) {
        conf.setAppName(appName);
        conf.setIfMissing("spark.master", "local[*]");
        // Our own progress lines say more than Spark's bar and would tear it.
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        String plugins = conf.get(PLUGINS, "");
        String ours = ProgressPlugin.class.getName();
        if (!List.of(plugins.split(",")).contains(ours)) {
            conf.set(PLUGINS, plugins.isBlank() ? ours : plugins + "," + ours);
        }
        return conf;
    }

    static SparkConf trainingConf(String appName, SparkConf conf) {
        refuseWhatBreaksTraining(appName, conf);
        // A rank that hangs in native code would keep its slot for ever: after this long its executor is killed.
        conf.setIfMissing("spark.task.reaper.enabled", "true");
        conf.setIfMissing("spark.task.reaper.killTimeout", "60s");
        // How often Spark looks again whether a barrier stage fits; the default costs 15 s at a restart.
        conf.setIfMissing("spark.scheduler.barrier.maxConcurrentTasksCheck.interval", "2s");
        // How often Spark looks for executors that stopped their heartbeat (spark.network.timeout); else each minute.
        conf.setIfMissing("spark.network.timeoutInterval", "10s");
        // How long the ranks may come one after another to the rendezvous; by default Spark waits for a year.
        conf.setIfMissing("spark.barrier.sync.timeout", "600s");
        return batchConf(appName, conf);
    }

    private static void refuseWhatBreaksTraining(String appName, SparkConf conf) {
        List<String> problems = new ArrayList<>();
        if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
            problems.add(
                    "spark.dynamicAllocation.enabled is true but must be false: the ranks keep their executors from"
                            + " start to end. Pass --conf spark.dynamicAllocation.enabled=false and a fixed number of executors"
                            + " (--num-executors, or --total-executor-cores on a standalone cluster).");
        }
        if (conf.getBoolean("spark.speculation", false)) {
            problems.add(
                    "spark.speculation is true but must be false: a second copy of a rank cannot join the ring. Pass"
                            + " --conf spark.speculation=false.");
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(
                    appName + " cannot run with these Spark settings:\n  " + String.join("\n  ", problems));
        }
    }

    private static SparkSession session(SparkConf conf) {
        return SparkSession.builder().config(conf).getOrCreate();
    }
}
