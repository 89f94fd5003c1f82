package org.sparklavit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.sparklavit.config.ConfigException;

class SparkSessionsTest {

    private static SparkConf empty() {
        return new SparkConf(false);
    }

    @Test
    void trainingRefusesDynamicAllocationAndSpeculationInOneMessage() {
        SparkConf conf = empty().set("spark.dynamicAllocation.enabled", "true").set("spark.speculation", "true");
        assertThatThrownBy(() -> SparkSessions.trainingConf("pretrain", conf))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("pretrain cannot run with these Spark settings:")
                .hasMessageContaining("spark.dynamicAllocation.enabled is true but must be false")
                .hasMessageContaining("--conf spark.dynamicAllocation.enabled=false")
                .hasMessageContaining("spark.speculation is true but must be false");
    }

    @Test
    void batchJobsMayHaveBoth() {
        SparkConf conf = empty().set("spark.dynamicAllocation.enabled", "true").set("spark.speculation", "true");
        assertThat(SparkSessions.batchConf("shard", conf).get("spark.speculation"))
                .isEqualTo("true");
    }

    @Test
    void ourSettingsFillWhatTheUserLeftOpen() {
        SparkConf conf = SparkSessions.trainingConf(
                "pretrain",
                empty().set("spark.task.reaper.killTimeout", "5s").set("spark.master", "spark://host:7077"));
        assertThat(conf.get("spark.app.name")).isEqualTo("pretrain");
        assertThat(conf.get("spark.master")).isEqualTo("spark://host:7077");
        assertThat(conf.get("spark.task.reaper.enabled")).isEqualTo("true");
        assertThat(conf.get("spark.task.reaper.killTimeout")).isEqualTo("5s");
        assertThat(conf.get("spark.scheduler.barrier.maxConcurrentTasksCheck.interval"))
                .isEqualTo("2s");
    }

    @Test
    void ourPluginJoinsTheUsersPluginsOnce() {
        String ours = ProgressPlugin.class.getName();
        SparkConf conf = SparkSessions.batchConf("a", empty().set("spark.plugins", "x.Y"));
        assertThat(conf.get("spark.plugins")).isEqualTo("x.Y," + ours);
        assertThat(SparkSessions.batchConf("a", conf).get("spark.plugins")).isEqualTo("x.Y," + ours);
        assertThat(SparkSessions.batchConf("a", empty()).get("spark.plugins")).isEqualTo(ours);
    }

    @Test
    void withoutAMasterSparkRunsHere() {
        assertThat(SparkSessions.batchConf("a", empty()).get("spark.master")).isEqualTo("local[*]");
    }
}
