package org.sparklavit.data.io;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A thin face over Hadoop's file systems: {@code file:}, {@code hdfs:}, {@code s3a:} and whatever else the
 * configuration names; a path without a scheme lies on the configured default file system.
 *
 * <p>Names that start with a dot or an underscore are bookkeeping and never listed. Local files are written
 * without Hadoop's hidden {@code .crc} siblings, which make a text file unreadable once somebody edits it.
 * Travels in Spark closures, its configuration with it.
 */
public final class Storage implements Serializable {
    private static final String TEMPORARY_SUFFIX = ".tmp";
    private static final String S3_STREAM = "fs.s3a.input.stream.type";

    private transient Configuration configuration;

    /**
     * Uses the file systems and the credentials that the configuration names. On s3a it reads, unless told otherwise, by
     * the stream that opens its object again where the connection was cut; Hadoop's default gives up.
     */
    public Storage(Configuration configuration) {
        this.configuration = new Configuration(configuration);
        this.configuration.setIfUnset(S3_STREAM, "classic");
    }

    /** Local files, and the file systems that need no configuration. */
    public static Storage local() {
        return new Storage(new Configuration());
    }

    /** The configuration in use; not to be changed. */
    public Configuration configuration() {
        return configuration;
    }

    /** The uri with scheme, authority and absolute path, which means the same in every process. */
    public String qualify(String uri) throws IOException {
        return fileSystem(uri).makeQualified(new Path(uri)).toString();
    }

    /** Joins a folder and a name below it. */
    public static String child(String folder, String name) {
        return folder.endsWith("/") ? folder + name : folder + "/" + name;
    }

    /** A path as seen from a folder: below it if it is relative, itself if not or if the folder is empty. */
    public static String resolve(String folder, String path) {
        return folder.isEmpty() || new Path(path).isUriPathAbsolute() ? path : child(folder, path);
    }

    /** Whether there is a file or a folder. */
    public boolean exists(String uri) throws IOException {
        return fileSystem(uri).exists(new Path(uri));
    }

    /** Whether there is a folder. */
    public boolean isFolder(String uri) throws IOException {
        FileSystem files = fileSystem(uri);
        return files.exists(new Path(uri)) && files.getFileStatus(new Path(uri)).isDirectory();
    }

    /** Whether nothing is there, or a folder that holds nothing but {@link #deleteLeftovers leftovers}. */
    public boolean isEmpty(String uri) throws IOException {
        return !exists(uri)
                || (isFolder(uri)
                        && Arrays.stream(fileSystem(uri).listStatus(new Path(uri)))
                                .allMatch(Storage::isLeftover));
    }

    private static boolean isLeftover(FileStatus status) {
        String name = status.getPath().getName();
        return status.isFile() && name.startsWith(".") && name.endsWith(TEMPORARY_SUFFIX);
    }

    /**
     * The files that a path stands for, sorted by uri: the file itself, the files right inside a folder, or
     * what a glob such as {@code data/*.tar} matches. A path that exists is never read as a glob.
     *
     * @throws FileNotFoundException if there is neither a file nor a folder nor a match
     */
    public List<StoredFile> list(String uriOrGlob) throws IOException {
        Path path = new Path(uriOrGlob);
        FileSystem files = fileSystem(uriOrGlob);
        FileStatus[] found = files.exists(path) ? files.listStatus(path) : files.globStatus(path);
        if (found == null || (found.length == 0 && !files.exists(path))) {
            throw new FileNotFoundException("nothing is there: " + uriOrGlob);
        }
        List<StoredFile> listed = new ArrayList<>();
        for (FileStatus status : found) {
            addVisibleFile(status, listed);
        }
        return sorted(listed);
    }

    /** The files at any depth below a folder, sorted by uri. */
    public List<StoredFile> listRecursively(String folder) throws IOException {
        List<StoredFile> listed = new ArrayList<>();
        addRecursively(fileSystem(folder), new Path(folder), listed);
        return sorted(listed);
    }

    /** The names of the folders right inside a folder, sorted; none if it does not exist. */
    public List<String> folders(String folder) throws IOException {
        FileSystem files = fileSystem(folder);
        if (!files.exists(new Path(folder))) {
            return List.of();
        }
        return Arrays.stream(files.listStatus(new Path(folder)))
                .filter(status -> status.isDirectory() && isVisible(status.getPath()))
                .map(status -> status.getPath().getName())
                .sorted()
                .toList();
    }

    private static void addRecursively(FileSystem files, Path folder, List<StoredFile> listed) throws IOException {
        for (FileStatus status : files.listStatus(folder)) {
            if (status.isDirectory() && isVisible(status.getPath())) {
                addRecursively(files, status.getPath(), listed);
            } else {
                addVisibleFile(status, listed);
            }
        }
    }

    private static void addVisibleFile(FileStatus status, List<StoredFile> listed) {
        if (status.isFile() && isVisible(status.getPath())) {
            listed.add(new StoredFile(status.getPath().toString(), status.getLen()));
        }
    }

    private static boolean isVisible(Path path) {
        return !path.getName().startsWith(".") && !path.getName().startsWith("_");
    }

    private static List<StoredFile> sorted(List<StoredFile> listed) {
        listed.sort(Comparator.comparing(StoredFile::uri));
        return List.copyOf(listed);
    }

    /** Length and fully qualified uri of one file. */
    public StoredFile stat(String uri) throws IOException {
        FileStatus status = fileSystem(uri).getFileStatus(new Path(uri));
        return new StoredFile(status.getPath().toString(), status.getLen());
    }

    /** Opens a file for reading from its start; the caller closes it. */
    public FSDataInputStream open(String uri) throws IOException {
        return fileSystem(uri).open(new Path(uri));
    }

    /**
     * Reads a whole file.
     *
     * @param maxBytes refuse a longer file, before anything of its size is allocated
     * @throws IOException if the file is longer, missing or cut while it is read
     */
    public byte[] readBytes(String uri, int maxBytes) throws IOException {
        long length = stat(uri).bytes();
        if (length > maxBytes) {
            throw new IOException(uri + " holds " + length + " bytes, more than the " + maxBytes + " allowed");
        }
        try (InputStream in = open(uri)) {
            byte[] bytes = in.readNBytes((int) length);
            if (bytes.length != length) {
                throw new EOFException(uri + " ended after " + bytes.length + " of " + length + " bytes");
            }
            return bytes;
        }
    }

    /** Reads a UTF-8 text file of at most 64 MiB. */
    public String readText(String uri) throws IOException {
        return new String(readBytes(uri, 64 << 20), StandardCharsets.UTF_8);
    }

    /** Writes a UTF-8 text file whole: see {@link #writeAtomically}. */
    public void writeText(String uri, String text) throws IOException {
        writeAtomically(uri, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What to put into a file. */
    @FunctionalInterface
    public interface Content {
        /** Writes the content; does not close the stream. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes a file so that nobody ever sees half of it. An older file of that name is replaced. */
    public void writeAtomically(String uri, Content content) throws IOException {
        try (PendingFile pending = startFile(uri)) {
            content.writeTo(pending.stream());
            pending.commit();
        }
    }

    /** Starts a file that appears under its name only when it is committed. */
    public PendingFile startFile(String uri) throws IOException {
        Path path = new Path(qualify(uri));
        String hidden = "." + path.getName() + "." + UUID.randomUUID() + TEMPORARY_SUFFIX;
        boolean isVisibleOnClose = fileSystem(uri).hasPathCapability(path, CommonPathCapabilities.ABORTABLE_STREAM);
        String written = isVisibleOnClose ? path.toString() : new Path(path.getParent(), hidden).toString();
        return new PendingFile(this, path.toString(), written);
    }

    /** Opens a file for writing under exactly this name, replacing an older one; the caller closes it. */
    public FSDataOutputStream create(String uri) throws IOException {
        return fileSystem(uri).create(new Path(uri), true);
    }

    void rename(String from, String to) throws IOException {
        FileSystem files = fileSystem(to);
        if (files.rename(new Path(from), new Path(to))) {
            return;
        }
        // HDFS refuses to rename onto a file that exists.
        files.delete(new Path(to), false);
        if (!files.rename(new Path(from), new Path(to))) {
            throw new IOException("cannot rename " + from + " to " + to);
        }
    }

    /** Deletes a file, or a folder with all that is in it; nothing happens if nothing is there. */
    public void delete(String uri) throws IOException {
        fileSystem(uri).delete(new Path(uri), true);
    }

    /** Makes a folder and those above it. */
    public void makeFolder(String uri) throws IOException {
        if (!fileSystem(uri).mkdirs(new Path(uri))) {
            throw new IOException("cannot make the folder " + uri);
        }
    }

    /** Deletes what writers that were killed have left right inside a folder. No writer may be at work there. */
    public void deleteLeftovers(String folder) throws IOException {
        if (!isFolder(folder)) {
            return;
        }
        FileSystem files = fileSystem(folder);
        for (FileStatus status : files.listStatus(new Path(folder))) {
            if (isLeftover(status)) {
                files.delete(status.getPath(), false);
            }
        }
    }

    private FileSystem fileSystem(String uri) throws IOException {
        FileSystem files = new Path(uri).getFileSystem(configuration);
        return files instanceof LocalFileSystem local ? local.getRaw() : files;
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        out.defaultWriteObject();
        configuration.write(out);
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        configuration = new Configuration(false);
        configuration.readFields(in);
    }
}
