package org.sparklavit.cluster;

import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Spark in the test's own process, with two threads, for all tests of a class: a static {@code @RegisterExtension}. */
public final class LocalSpark implements BeforeAllCallback, AfterAllCallback {
    private SparkSession session;

    /** Starts a session that the caller closes. */
    public static SparkSession start(Map<String, String> settings) {
        SparkSession.Builder builder =
                SparkSession.builder().master("local[2]").appName("test").config("spark.ui.enabled", "false");
        settings.forEach(builder::config);
        return builder.getOrCreate();
    }

    /** The session. */
    public SparkSession session() {
        return session;
    }

    /** Its context. */
    public JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        session = start(Map.of());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        session.stop();
    }
}
