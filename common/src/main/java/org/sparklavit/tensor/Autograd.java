package org.sparklavit.tensor;

import ai.djl.pytorch.jni.JniUtils;

/**
 * Whether operations on this thread are recorded for differentiation.
 *
 * <p>libtorch keeps the mode per thread, and its initial value differs between threads, so every entry point says
 * what it wants: {@code try (Autograd recording = Autograd.on()) { ... }}.
 */
public final class Autograd implements AutoCloseable {
    private final boolean before;

    private Autograd(boolean recording) {
        before = JniUtils.isGradMode();
        JniUtils.setGradMode(recording);
    }

    /** Records until closed. */
    public static Autograd on() {
        return new Autograd(true);
    }

    /** Records nothing until closed: inference, optimiser steps, frozen parts. */
    public static Autograd off() {
        return new Autograd(false);
    }

    /** Restores the mode that was in force before. */
    @Override
    public void close() {
        JniUtils.setGradMode(before);
    }
}
