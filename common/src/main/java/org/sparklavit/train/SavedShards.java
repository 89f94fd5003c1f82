package org.sparklavit.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparklavit.data.io.LocalCopy;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.SafeTensors;
import org.sparklavit.tensor.Tensors;

/** The verified files of a checkpoint that hold what one rank needs of it. */
final class SavedShards implements AutoCloseable {
    private final List<LocalCopy> copies = new ArrayList<>();
    private final List<SafeTensors> files = new ArrayList<>();
    private final Map<String, List<Saved>> pieces = new HashMap<>();

    /** A piece in a file: {@code size} elements of a part of a parameter, from {@code start} on. */
    private record Saved(SafeTensors file, String name, long start, long size) {}

    /**
     * Opens the files of those ranks whose segments overlap the ones of {@code rank} of {@code world}.
     *
     * @throws IOException if one of them is missing or not what was written
     */
    static SavedShards open(CheckpointFiles folder, CheckpointManifest manifest, int rank, int world)
            throws IOException {
        SavedShards saved = new SavedShards();
        try {
            for (int writer = 0; writer < manifest.ranks(); writer++) {
                if (overlap(writer, manifest.ranks(), rank, world)) {
                    saved.add(folder.open(manifest.files().get(writer)));
                }
            }
            return saved;
        } catch (IOException | RuntimeException e) {
            saved.close();
            throw e;
        }
    }

    private static boolean overlap(int a, int ofA, int b, int ofB) {
        return (long) a * ofB < (b + 1L) * ofA && (long) b * ofA < (a + 1L) * ofB;
    }

    private void add(LocalCopy copy) throws IOException {
        copies.add(copy);
        SafeTensors file = SafeTensors.open(copy.path());
        files.add(file);
        for (String name : file.names()) {
            int at = name.lastIndexOf('@');
            if (at >= 0 && !name.startsWith(CheckpointSnapshot.BUFFER)) {
                pieces.computeIfAbsent(name.substring(0, at), key -> new ArrayList<>())
                        .add(new Saved(file, name, Long.parseLong(name.substring(at + 1)), file.shape(name)[0]));
            }
        }
    }

    /** Fills the shards of this rank and their moments. */
    void restore(ShardedAdamW optimizer) {
        try (NDManager scratch = Tensors.newManager()) {
            for (ShardedAdamW.Shard shard : optimizer.shards()) {
                for (ShardPart part : ShardPart.values()) {
                    ShardPiece.of(shard).forEach(piece -> fill(piece, part.word(), part.of(shard)));
                }
                FlatUpdates.copy(shard.steps(), files.get(0).read(scratch, CheckpointSnapshot.STEPS));
            }
        }
    }

    private void fill(ShardPiece piece, String part, NDArray array) {
        long filled = 0;
        for (Saved saved : pieces.getOrDefault(part + ":" + piece.parameter().name(), List.of())) {
            long from = Math.max(piece.start(), saved.start());
            long to = Math.min(piece.start() + piece.size(), saved.start() + saved.size());
            if (from < to) {
                copy(saved, from, to, array, piece.offset() + from - piece.start());
                filled += to - from;
            }
        }
        if (filled != piece.size()) {
            throw new TrainingException("the checkpoint with " + files.get(0).place() + " holds " + filled + " of "
                    + piece.size() + " numbers of '" + piece.nameOf(part)
                    + "': it is of another model or version. Set 'output' to a new folder.");
        }
    }

    private static void copy(Saved saved, long from, long to, NDArray array, long at) {
        try (NDManager scratch = Tensors.newManager()) {
            NDArray all = saved.file().read(scratch, saved.name());
            NDArray source = FlatUpdates.slice(scratch, all, from - saved.start(), to - from);
            FlatUpdates.copy(FlatUpdates.slice(scratch, array, at, to - from), source);
        }
    }

    /** Fills the learner's buffers; only where the file of rank 0 is open. */
    void restoreBuffers(Map<String, NDArray> buffers) {
        buffers.forEach((name, buffer) -> files.get(0).readInto(buffer, CheckpointSnapshot.BUFFER + name));
    }

    @Override
    public void close() throws IOException {
        for (SafeTensors file : files) {
            file.close();
        }
        for (LocalCopy copy : copies) {
            copy.close();
        }
    }
}
