package org.sparklavit.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Map;
import org.sparklavit.tensor.FlatUpdates;
import org.sparklavit.tensor.SafeTensorsWriter;
import org.sparklavit.tensor.Tensors;

/**
 * A rank's part of a checkpoint as it was after a step, copied so that training can go on while it is written: 12 bytes
 * of the CPU's memory for each parameter of its shards (values and two moments), and on rank 0 the learner's buffers.
 */
final class CheckpointSnapshot implements AutoCloseable {
    /** The number of updates, a scalar. */
    static final String STEPS = "steps";
    /** Before the names of the learner's buffers. */
    static final String BUFFER = "buffer:";

    private final NDManager manager = Tensors.newHostManager();
    private final SafeTensorsWriter file = new SafeTensorsWriter();

    CheckpointSnapshot(ShardedAdamW optimizer, Map<String, NDArray> buffers) {
        for (ShardedAdamW.Shard shard : optimizer.shards()) {
            for (ShardPart part : ShardPart.values()) {
                NDArray copy = copy(part.of(shard));
                for (ShardPiece piece : ShardPiece.of(shard)) {
                    file.add(piece.nameOf(part.word()), FlatUpdates.slice(manager, copy, piece.offset(), piece.size()));
                }
            }
        }
        file.add(STEPS, copy(optimizer.shards().get(0).steps()));
        buffers.forEach((name, buffer) -> file.add(BUFFER + name, copy(buffer)));
    }

    private NDArray copy(NDArray array) {
        NDArray copy = manager.zeros(array.getShape(), array.getDataType());
        FlatUpdates.copy(copy, array);
        return copy;
    }

    /** What is written. */
    SafeTensorsWriter file() {
        return file;
    }

    @Override
    public void close() {
        manager.close();
    }
}
