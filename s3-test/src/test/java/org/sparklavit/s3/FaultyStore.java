package org.sparklavit.s3;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A bucket behind a proxy that makes the store fail; while it is open, the jobs of this process find it. */
final class FaultyStore implements Closeable {
    private final S3Server server;
    private final FaultyProxy proxy;
    private final Bucket bucket;

    /** Starts the server, whose files lie below {@code folder/buckets}. */
    FaultyStore(Path folder, String accessKey, String secretKey) throws IOException {
        Files.createDirectories(folder.resolve("buckets").resolve(Bucket.NAME));
        server = S3Server.start(folder, accessKey, secretKey);
        proxy = new FaultyProxy(server.port());
        Map<String, String> settings = settings();
        settings.forEach((key, value) -> System.setProperty("spark.hadoop." + key, value));
        System.setProperty("spark.master", "local[2]");
        System.setProperty("spark.ui.enabled", "false");
        bucket = new Bucket(settings);
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("fs.s3a.endpoint", "http://127.0.0.1:" + proxy.port());
        settings.put("fs.s3a.endpoint.region", "us-east-1");
        settings.put("fs.s3a.path.style.access", "true");
        settings.put("fs.s3a.connection.ssl.enabled", "false");
        settings.put("fs.s3a.multipart.size", "5M");
        // The waits between attempts are for a store that is far away.
        settings.put("fs.s3a.retry.interval", "20ms");
        settings.put("fs.s3a.retry.throttle.interval", "20ms");
        return settings;
    }

    Bucket bucket() {
        return bucket;
    }

    /** How many requests each fault was done to. */
    Map<Fault, Long> faults() {
        return proxy.done();
    }

    @Override
    public void close() throws IOException {
        System.getProperties().keySet().removeIf(key -> key.toString().startsWith("spark."));
        proxy.close();
        server.close();
    }
}
