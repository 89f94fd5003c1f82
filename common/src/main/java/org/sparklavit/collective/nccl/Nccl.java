package org.sparklavit.collective.nccl;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * What is called in NCCL 2 (its header nccl.h), by the names that JNA looks for. Every function returns a code, zero for
 * success. Pointers lead to memory of the GPU; operations are put into a stream and return at once.
 */
interface Nccl extends Library {
    /** JNA and the system's loader find it under this name, also where libtorch has loaded it already. */
    String NAME = "libnccl.so.2";

    int SUCCESS = 0;
    int INT8 = 0;
    int FLOAT32 = 7;
    int SUM = 0;
    int ID_BYTES = 128;

    /** What rank 0 draws and all ranks of a group know. */
    @Structure.FieldOrder("bytes")
    class UniqueId extends Structure {
        public byte[] bytes = new byte[ID_BYTES];

        /** As an argument by value. */
        public static final class ByValue extends UniqueId implements Structure.ByValue {}
    }

    int ncclGetVersion(IntByReference version);

    int ncclGetUniqueId(UniqueId id);

    int ncclCommInitRank(PointerByReference group, int worldSize, UniqueId.ByValue id, int rank);

    int ncclCommGetAsyncError(Pointer group, IntByReference code);

    int ncclCommDestroy(Pointer group);

    int ncclCommAbort(Pointer group);

    int ncclGroupStart();

    int ncclGroupEnd();

    int ncclAllReduce(Pointer from, Pointer to, long count, int type, int operation, Pointer group, Pointer stream);

    int ncclReduceScatter(
            Pointer from, Pointer to, long countOfOne, int type, int operation, Pointer group, Pointer stream);

    int ncclAllGather(Pointer from, Pointer to, long countOfOne, int type, Pointer group, Pointer stream);

    int ncclReduce(
            Pointer from, Pointer to, long count, int type, int operation, int root, Pointer group, Pointer stream);

    int ncclBroadcast(Pointer from, Pointer to, long count, int type, int root, Pointer group, Pointer stream);

    String ncclGetErrorString(int code);
}
