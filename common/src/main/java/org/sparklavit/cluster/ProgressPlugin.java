package org.sparklavit.cluster;

import java.util.Map;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Carries what ranks and tasks report from executors to the driver, on the connection that Spark holds between them
 * anyway. {@link SparkSessions} turns it on; without it reports go to the executors' logs.
 */
public final class ProgressPlugin implements SparkPlugin {

    @Override
    public DriverPlugin driverPlugin() {
        return new DriverPlugin() {
            /** One thread delivers messages, those of one executor in the order they were sent. */
            @Override
            public Object receive(Object message) {
                if (message instanceof Report report) {
                    ProgressDesk.accept(report);
                }
                return null;
            }
        };
    }

    @Override
    public ExecutorPlugin executorPlugin() {
        return new ExecutorPlugin() {
            @Override
            public void init(PluginContext context, Map<String, String> extraConf) {
                ProgressLine.open(context);
            }

            @Override
            public void shutdown() {
                ProgressLine.close();
            }
        };
    }
}
