package org.sparklavit.collective;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Segments travelling around the ring. In the first world - 1 steps (reduce) a rank adds its own values to the segment
 * that comes by and passes it on; in the last world - 1 steps (gather) it keeps the finished segment and passes it on.
 * In step s, rank r sends segment r - 1 - s and receives segment r - 2 - s (modulo the world size): after the reduce
 * steps each rank holds the sum of its own segment, and after the gather steps all sums.
 *
 * <p>Pipelined: what a step has received is sent on in the next step before the rest of it has come.
 */
final class SegmentPass extends RingPass {

    /** The steps of a pass: from {@code first} up to {@code end}, exclusive. */
    record Steps(int first, int end) {
        static Steps reduce(int world) {
            return new Steps(0, world - 1);
        }

        static Steps gather(int world) {
            return new Steps(world - 1, 2 * (world - 1));
        }

        static Steps reduceAndGather(int world) {
            return new Steps(0, 2 * (world - 1));
        }
    }

    private final int rank;
    private final int world;
    private final Steps steps;
    private final ByteBuffer data;
    private final FloatBuffer floats;
    private final int[] offsets;
    private final ByteBuffer staging;
    private final FloatBuffer stagedFloats;

    private int sendStep;
    private int sent;
    private int receiveStep;
    private int received;

    /**
     * @param data the bytes of all segments, from its position on
     * @param offsets start of each segment in bytes, and the end of the last one
     * @param staging where received floats wait to be added
     */
    SegmentPass(
            RingLinks links, RingCall call, int rank, Steps steps, ByteBuffer data, int[] offsets, ByteBuffer staging) {
        super(links, call);
        this.rank = rank;
        this.world = offsets.length - 1;
        this.steps = steps;
        this.data = data.slice().order(ByteOrder.nativeOrder());
        this.floats = this.data.asFloatBuffer();
        this.offsets = offsets;
        this.staging = staging.clear();
        this.stagedFloats = staging.asFloatBuffer();
        this.sendStep = steps.first();
        this.receiveStep = steps.first();
        finishSends();
        finishReceives();
    }

    @Override
    boolean allSent() {
        return sendStep >= steps.end();
    }

    @Override
    boolean allReceived() {
        return receiveStep >= steps.end();
    }

    @Override
    boolean trySend() {
        int offered = Math.min(knownBytes() - sent, MAX_WRITE_BYTES);
        if (offered <= 0) {
            return false;
        }
        int start = offsets[sendSegment()] + sent;
        int taken = send(data.limit(start + offered).position(start));
        sent += taken;
        finishSends();
        return taken < offered;
    }

    /** How much of the segment to be sent now is final for this step. */
    private int knownBytes() {
        if (sendStep == steps.first() || receiveStep >= sendStep) {
            return length(sendSegment());
        }
        return receiveStep == sendStep - 1 ? received : 0;
    }

    @Override
    void tryReceive() {
        int segment = receiveSegment();
        if (receiveStep < world - 1) {
            receiveAndAdd(segment);
        } else {
            int start = offsets[segment];
            received += receive(data.limit(start + length(segment)).position(start + received));
        }
        finishReceives();
    }

    private void receiveAndAdd(int segment) {
        staging.limit(Math.min(staging.capacity(), length(segment) - received));
        if (receive(staging) == 0) {
            return;
        }
        int whole = staging.position() / Float.BYTES;
        add((offsets[segment] + received) / Float.BYTES, whole);
        received += whole * Float.BYTES;
        keepPartOfAFloat(whole * Float.BYTES);
    }

    /** Both indices run from 0: the compiler then sees that one loop variable serves for both, and uses vectors. */
    private void add(int start, int count) {
        FloatBuffer own = floats.slice(start, count);
        FloatBuffer theirs = stagedFloats;
        for (int i = 0; i < count; i++) {
            own.put(i, own.get(i) + theirs.get(i));
        }
    }

    private void keepPartOfAFloat(int from) {
        int rest = staging.position() - from;
        for (int i = 0; i < rest; i++) {
            staging.put(i, staging.get(from + i));
        }
        staging.clear().position(rest);
    }

    private void finishSends() {
        while (!allSent() && sent == length(sendSegment())) {
            sendStep++;
            sent = 0;
            stepped();
        }
    }

    private void finishReceives() {
        while (!allReceived() && received == length(receiveSegment())) {
            receiveStep++;
            received = 0;
            stepped();
        }
    }

    private int sendSegment() {
        return Math.floorMod(rank - 1 - sendStep, world);
    }

    private int receiveSegment() {
        return Math.floorMod(rank - 2 - receiveStep, world);
    }

    private int length(int segment) {
        return offsets[segment + 1] - offsets[segment];
    }
}
