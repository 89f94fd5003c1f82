package org.sparklavit.data.stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.sparklavit.config.ConfigException;

/**
 * The packed rows of one rank: of every step, {@code rowsPerLane} rows from each of its lanes. The rows of a step over
 * all ranks are therefore the same for every world size.
 */
public final class RankRows implements Closeable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<PackedLane> lanes;
    private final int rowsPerLane;
    private final Queue<PackedRow> step = new ArrayDeque<>();

    /** Rows of {@code lanes}, which are the rank's own in ascending order. */
    public RankRows(List<PackedLane> lanes, int rowsPerLane) {
        this.lanes = List.copyOf(lanes);
        this.rowsPerLane = rowsPerLane;
    }

    /** The next {@code count} rows. */
    public List<PackedRow> next(int count) {
        List<PackedRow> rows = new ArrayList<>();
        while (rows.size() < count) {
            if (step.isEmpty()) {
                lanes.forEach(lane -> {
                    for (int i = 0; i < rowsPerLane; i++) {
                        step.add(lane.next());
                    }
                });
            }
            rows.add(step.remove());
        }
        return rows;
    }

    /** Samples of this rank that fit no window so far. */
    public long dropped() {
        return lanes.stream().mapToLong(PackedLane::dropped).sum();
    }

    /** Samples of this rank that were cut so far. */
    public long cut() {
        return lanes.stream().mapToLong(PackedLane::cut).sum();
    }

    /** Where the lanes stand, as one line of JSON. Only between two steps. */
    public String state() {
        if (!step.isEmpty()) {
            throw new IllegalStateException("state asked within a step: " + step.size() + " rows are left of it");
        }
        try {
            return JSON.writeValueAsString(lanes.stream().map(PackedLane::state).toList());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Continues from the states that all ranks of an earlier run saved, whatever their number. */
    public void restore(List<String> statesOfAllRanks) {
        List<PackedLane.State> states = new ArrayList<>();
        try {
            for (String state : statesOfAllRanks) {
                states.addAll(JSON.readValue(state, new TypeReference<List<PackedLane.State>>() {}));
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not a data state: " + e.getOriginalMessage(), e);
        }
        step.clear();
        for (PackedLane lane : lanes) {
            int number = lane.state().lane();
            lane.restore(states.stream()
                    .filter(state -> state.lane() == number)
                    .findFirst()
                    .orElseThrow(() -> new ConfigException("the checkpoint was made with " + states.size()
                            + " lanes and has none of number " + number
                            + ". Continue with the 'lanes', the sources and the global batch of that run, or write to"
                            + " another 'output'.")));
        }
    }

    @Override
    public void close() {
        lanes.forEach(PackedLane::close);
    }
}
