package org.sparklavit.tensor;

/**
 * Mixed precision on this thread (arXiv 1710.03740, with bfloat16, arXiv 1905.12322): while it is open, linear layers
 * and attention of {@link Ops} compute in the {@link Precision} that was asked for, and the backward pass of what they
 * recorded does too. Weights, gradients, norms, losses and whatever passes between layers stay float32, so neither the
 * optimiser nor a checkpoint knows of it.
 *
 * <p>{@link Ops#policyAttention} and {@link VisionOps#maskAttention} stay float32: their smoothing term of 1e-6 would
 * be lost.
 */
public final class Autocast implements AutoCloseable {
    private static final ThreadLocal<Boolean> BFLOAT16 = ThreadLocal.withInitial(() -> false);

    private final boolean before = BFLOAT16.get();

    private Autocast(boolean bfloat16) {
        BFLOAT16.set(bfloat16);
    }

    /** Computes in {@code precision} until closed. */
    public static Autocast to(Precision precision) {
        return new Autocast(precision.isBfloat16On(Tensors.device()));
    }

    /** The name of {@code method} in the op library, in the precision of this thread. */
    static String method(String method) {
        return BFLOAT16.get() ? method + "_bf16" : method;
    }

    /** Restores the precision that was in force before. */
    @Override
    public void close() {
        BFLOAT16.set(before);
    }
}
