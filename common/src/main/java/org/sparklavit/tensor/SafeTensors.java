package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A safetensors file on the local disk, read through memory maps: opening costs the header alone, and tensors of any
 * size and files beyond 2 GiB work.
 *
 * <p>The format: an 8-byte little-endian header length, a JSON header (name to dtype, shape and byte range), then the
 * bytes. Nothing in it can execute.
 */
public final class SafeTensors implements TensorSource, Closeable {
    private static final int LENGTH_BYTES = Long.BYTES;
    /** The reference implementation's bound; a larger "header" is some other file. */
    private static final long MAX_HEADER_BYTES = 100_000_000;
    /** One map, and one direct buffer, holds at most 2 GiB. */
    private static final long CHUNK_ELEMENTS = 1L << 27;

    private final Path path;
    private final FileChannel channel;
    private final long dataStart;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private record Entry(ElementType type, long[] shape, long begin, long end) {}

    private SafeTensors(Path path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        long headerBytes = readHeaderLength();
        dataStart = LENGTH_BYTES + headerBytes;
        byte[] header = new byte[Math.toIntExact(headerBytes)];
        readFully(ByteBuffer.wrap(header), LENGTH_BYTES);
        parse(new ObjectMapper().readTree(header));
    }

    /**
     * Opens {@code path}.
     *
     * @throws WeightsException if the file is not safetensors or is cut short
     */
    public static SafeTensors open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new SafeTensors(path, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** The file. */
    public Path path() {
        return path;
    }

    @Override
    public String place() {
        return path.toString();
    }

    /** The tensors in the file's order. */
    @Override
    public Set<String> names() {
        return entries.keySet();
    }

    /** The shape of {@code name}. */
    @Override
    public long[] shape(String name) {
        return entry(name).shape().clone();
    }

    /** The free-form strings of the header. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Reads a tensor; f16 and bf16 become float32, other types stay. The result may be the mapped file itself, so it is
     * for reading only: writing into it ends the process.
     */
    @Override
    public NDArray read(NDManager manager, String name) {
        Entry entry = entry(name);
        ElementType type = entry.type();
        if (type.isPlain() && new Shape(entry.shape()).size() <= CHUNK_ELEMENTS) {
            return manager.create(map(entry.begin(), entry.end()), new Shape(entry.shape()), type.readAs());
        }
        NDArray result = manager.zeros(new Shape(entry.shape()), type.readAs());
        copy(entry, result);
        return result;
    }

    /** Reads a tensor into {@code destination}, an array of the same shape, converting the type. */
    public void readInto(NDArray destination, String name) {
        Entry entry = entry(name);
        if (!new Shape(entry.shape()).equals(destination.getShape())) {
            throw new IllegalArgumentException(
                    "'" + name + "' is " + new Shape(entry.shape()) + ", not " + destination.getShape());
        }
        copy(entry, destination);
    }

    private void copy(Entry entry, NDArray destination) {
        ElementType type = entry.type();
        long elements = (entry.end() - entry.begin()) / type.bytes();
        for (long at = 0; at < elements; at += CHUNK_ELEMENTS) {
            long count = Math.min(CHUNK_ELEMENTS, elements - at);
            long begin = entry.begin() + at * type.bytes();
            try (NDManager scratch = destination.getManager().newSubManager()) {
                NDArray source = type.decode(scratch, map(begin, begin + count * type.bytes()), count);
                FlatUpdates.copy(FlatUpdates.slice(scratch, destination, at, count), source);
            }
        }
    }

    private ByteBuffer map(long begin, long end) {
        try {
            return channel.map(FileChannel.MapMode.READ_ONLY, dataStart + begin, end - begin)
                    .order(ByteOrder.nativeOrder());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot map " + path, e);
        }
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new WeightsException("'" + name + "' is not in " + path);
        }
        return entry;
    }

    private long readHeaderLength() throws IOException {
        ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (channel.size() >= LENGTH_BYTES) {
            readFully(length, 0);
        }
        long bytes = length.getLong(0);
        if (bytes <= 0 || bytes > MAX_HEADER_BYTES || LENGTH_BYTES + bytes > channel.size()) {
            throw new WeightsException(
                    path + " is not a safetensors file. PyTorch's .bin and .pt files are pickles, which"
                            + " are never read; convert them with: python tools/convert/to_safetensors.py IN OUT");
        }
        return bytes;
    }

    private void parse(JsonNode header) throws IOException {
        for (Map.Entry<String, JsonNode> field : header.properties()) {
            JsonNode node = field.getValue();
            if (field.getKey().equals("__metadata__")) {
                node.properties()
                        .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
                continue;
            }
            long[] shape = new long[node.get("shape").size()];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = node.get("shape").get(i).asLong();
            }
            JsonNode range = node.get("data_offsets");
            ElementType type = ElementType.parse(node.get("dtype").asText(), field.getKey());
            Entry entry =
                    new Entry(type, shape, range.get(0).asLong(), range.get(1).asLong());
            if (entry.end() - entry.begin() != new Shape(shape).size() * type.bytes()
                    || dataStart + entry.end() > channel.size()) {
                throw new WeightsException(
                        path + " is cut short or corrupt at '" + field.getKey() + "'. Fetch or write the file again.");
            }
            entries.put(field.getKey(), entry);
        }
    }

    private void readFully(ByteBuffer into, long position) throws IOException {
        while (into.hasRemaining()) {
            int count = channel.read(into, position + into.position());
            if (count < 0) {
                throw new WeightsException(path + " is cut short. Fetch or write the file again.");
            }
        }
    }

    /** Closes the file; arrays that were read stay valid. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
