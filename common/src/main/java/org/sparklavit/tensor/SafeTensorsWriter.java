package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a safetensors file to any stream, tensor by tensor, without a copy of the whole. */
public final class SafeTensorsWriter {
    private static final int ALIGNMENT = 8;
    private static final long CHUNK_ELEMENTS = 16L << 20;

    private final Map<String, NDArray> tensors = new LinkedHashMap<>();
    private final Map<String, ElementType> types = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();

    /** How float32 arrays are stored. */
    public enum FloatFormat {
        /** Exact. */
        F32,
        /** Half the size, 8 bits of precision, float32's range. */
        BF16,
        /** Half the size, 11 bits of precision, up to 65504. */
        F16
    }

    /** Adds an array under its own type. */
    public SafeTensorsWriter add(String name, NDArray array) {
        return add(name, array, ElementType.of(array));
    }

    /** Adds a float32 array, stored as {@code format}. */
    public SafeTensorsWriter add(String name, NDArray array, FloatFormat format) {
        return add(name, array, ElementType.valueOf(format.name()));
    }

    /** Adds a string to the header. */
    public SafeTensorsWriter metadata(String key, String value) {
        metadata.put(key, value);
        return this;
    }

    /** Writes the file; {@code out} stays open. */
    public void write(OutputStream out) throws IOException {
        byte[] header = header();
        int padding = Math.floorMod(-header.length, ALIGNMENT);
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length + padding)
                .array());
        out.write(header);
        out.write(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
        WritableByteChannel channel = Channels.newChannel(out);
        for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
            writeElements(channel, tensor.getValue(), types.get(tensor.getKey()));
        }
    }

    private SafeTensorsWriter add(String name, NDArray array, ElementType type) {
        if (tensors.putIfAbsent(name, array) != null) {
            throw new IllegalArgumentException("tensor '" + name + "' is added twice");
        }
        types.put(name, type);
        return this;
    }

    private byte[] header() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode root = mapper.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode node = root.putObject("__metadata__");
            metadata.forEach(node::put);
        }
        long offset = 0;
        for (Map.Entry<String, NDArray> tensor : tensors.entrySet()) {
            ElementType type = types.get(tensor.getKey());
            NDArray array = tensor.getValue();
            ObjectNode node = root.putObject(tensor.getKey());
            node.put("dtype", type.name());
            node.set("shape", mapper.valueToTree(array.getShape().getShape()));
            long end = offset + array.size() * type.bytes();
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        return mapper.writeValueAsBytes(root);
    }

    private static void writeElements(WritableByteChannel channel, NDArray array, ElementType type) throws IOException {
        for (long at = 0; at < array.size(); at += CHUNK_ELEMENTS) {
            long count = Math.min(CHUNK_ELEMENTS, array.size() - at);
            try (NDManager scratch = array.getManager().newSubManager()) {
                ByteBuffer bytes = type.encode(FlatUpdates.slice(scratch, array, at, count));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        }
    }
}
