package org.sparklavit.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;

/** The bucket of the test, seen through the same client as the jobs use. */
final class Bucket {
    static final String NAME = "sparklavit";

    private static final String ROOT = "s3a://" + NAME + "/";
    private static final int MAX_BYTES = 64 << 20;

    private final Storage storage;

    Bucket(Map<String, String> settings) {
        Configuration configuration = new Configuration();
        settings.forEach(configuration::set);
        storage = new Storage(configuration);
    }

    /** The uri of something in it. */
    static String uri(String name) {
        return ROOT + name;
    }

    void upload(Path file, String name) throws IOException {
        storage.writeAtomically(uri(name), out -> Files.copy(file, out));
    }

    /** Copies all files below a folder to another. */
    void copy(String from, String to) throws IOException {
        for (StoredFile file : storage.listRecursively(uri(from))) {
            copyFile(file.uri().substring(ROOT.length()), file.uri().replace(uri(from), to));
        }
    }

    void copyFile(String from, String to) throws IOException {
        try (InputStream in = storage.open(uri(from))) {
            storage.writeAtomically(uri(to), in::transferTo);
        }
    }

    /** The visible files below a folder by their names. */
    Map<String, byte[]> files(String folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        for (StoredFile file : storage.listRecursively(uri(folder))) {
            files.put(file.uri().substring(uri(folder).length() + 1), storage.readBytes(file.uri(), MAX_BYTES));
        }
        return files;
    }

    String text(String name) throws IOException {
        return storage.readText(uri(name));
    }
}
