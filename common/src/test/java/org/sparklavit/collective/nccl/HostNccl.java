package org.sparklavit.collective.nccl;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.sparklavit.collective.Collective;

/** NCCL as its header describes it, for one rank, on memory of the CPU; sums come from another collective. */
final class HostNccl implements Nccl {
    static final Pointer GROUP = Pointer.createConstant(7);

    final List<String> calls = new ArrayList<>();
    int asynchronousError;
    private final Collective ranks;
    private int openGroups;

    HostNccl(Collective ranks) {
        this.ranks = ranks;
    }

    @Override
    public int ncclGetVersion(IntByReference version) {
        version.setValue(22600);
        return SUCCESS;
    }

    @Override
    public int ncclGetUniqueId(UniqueId id) {
        id.bytes[0] = 42;
        id.bytes[ID_BYTES - 1] = 43;
        return SUCCESS;
    }

    @Override
    public int ncclCommInitRank(PointerByReference group, int worldSize, UniqueId.ByValue id, int rank) {
        if (worldSize != ranks.worldSize() || rank != ranks.rank() || id.bytes[0] != 42 || id.bytes[127] != 43) {
            return 5;
        }
        group.setValue(GROUP);
        return SUCCESS;
    }

    @Override
    public int ncclCommGetAsyncError(Pointer group, IntByReference code) {
        code.setValue(asynchronousError);
        return SUCCESS;
    }

    @Override
    public int ncclCommDestroy(Pointer group) {
        calls.add("destroy");
        return SUCCESS;
    }

    @Override
    public int ncclCommAbort(Pointer group) {
        calls.add("abort");
        return SUCCESS;
    }

    @Override
    public int ncclGroupStart() {
        openGroups++;
        return SUCCESS;
    }

    @Override
    public int ncclGroupEnd() {
        openGroups--;
        return SUCCESS;
    }

    @Override
    public int ncclAllReduce(
            Pointer from, Pointer to, long count, int type, int operation, Pointer group, Pointer stream) {
        calls.add("all-reduce");
        copy(to, sum(from, count), count * Float.BYTES);
        return codeOf(type == FLOAT32 && operation == SUM);
    }

    @Override
    public int ncclReduceScatter(
            Pointer from, Pointer to, long countOfOne, int type, int operation, Pointer group, Pointer stream) {
        calls.add("reduce-scatter");
        ByteBuffer sum = sum(from, countOfOne * ranks.worldSize());
        sum.position(Math.toIntExact(countOfOne * ranks.rank() * Float.BYTES));
        copy(to, sum.slice().order(ByteOrder.nativeOrder()), countOfOne * Float.BYTES);
        return codeOf(type == FLOAT32 && operation == SUM);
    }

    @Override
    public int ncclAllGather(Pointer from, Pointer to, long countOfOne, int type, Pointer group, Pointer stream) {
        calls.add("all-gather");
        byte[] own = from.getByteArray(0, Math.toIntExact(countOfOne * Float.BYTES));
        byte[][] all = ranks.allGatherBytes(own);
        for (int rank = 0; rank < all.length; rank++) {
            to.write((long) rank * own.length, all[rank], 0, own.length);
        }
        return codeOf(type == FLOAT32);
    }

    @Override
    public int ncclReduce(
            Pointer from, Pointer to, long count, int type, int operation, int root, Pointer group, Pointer stream) {
        calls.add("reduce");
        byte[][] all = ranks.allGatherBytes(from.getByteArray(0, Math.toIntExact(count * Float.BYTES)));
        for (int i = 0; ranks.rank() == root && i < count; i++) {
            to.setFloat((long) i * Float.BYTES, sumAt(i, all, root));
        }
        return codeOf(type == FLOAT32 && operation == SUM && openGroups == 1);
    }

    @Override
    public int ncclBroadcast(Pointer from, Pointer to, long count, int type, int root, Pointer group, Pointer stream) {
        calls.add("broadcast");
        int bytes = Math.toIntExact(count * (type == FLOAT32 ? Float.BYTES : 1));
        byte[] sent = ranks.allGatherBytes(from.getByteArray(0, bytes))[root];
        to.write(0, sent, 0, bytes);
        return SUCCESS;
    }

    @Override
    public String ncclGetErrorString(int code) {
        return "code " + code;
    }

    /** In the order that the contract states for the segment of {@code root}; NCCL itself states none. */
    private static float sumAt(int index, byte[][] all, int root) {
        float sum = floatAt(index, all[(root + 1) % all.length]);
        for (int k = 2; k <= all.length; k++) {
            sum += floatAt(index, all[(root + k) % all.length]);
        }
        return sum;
    }

    private static float floatAt(int index, byte[] floats) {
        return ByteBuffer.wrap(floats).order(ByteOrder.nativeOrder()).getFloat(index * Float.BYTES);
    }

    private ByteBuffer sum(Pointer from, long count) {
        ByteBuffer sum =
                ByteBuffer.allocateDirect(Math.toIntExact(count * Float.BYTES)).order(ByteOrder.nativeOrder());
        sum.put(0, from.getByteArray(0, sum.capacity()));
        ranks.allReduce(sum);
        return sum;
    }

    private static void copy(Pointer to, ByteBuffer bytes, long size) {
        byte[] all = new byte[Math.toIntExact(size)];
        bytes.get(0, all);
        to.write(0, all, 0, all.length);
    }

    private static int codeOf(boolean isRight) {
        return isRight ? SUCCESS : 4;
    }
}
