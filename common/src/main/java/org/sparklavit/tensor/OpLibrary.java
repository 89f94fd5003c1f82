package org.sparklavit.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.TorchScriptCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The loaded op library: {@code ops.torchscript}, assembled into an archive and handed to libtorch once per process.
 *
 * <p>Any thread may call it. Results belong to the manager that the caller names.
 */
final class OpLibrary {
    private static final String SOURCE = "ops.torchscript";
    private static final PtSymbolBlock MODULE = load();
    /** libtorch keeps this switch per thread; its profiling executor makes first calls slow and the rest 8% slower. */
    private static final ThreadLocal<Boolean> PLAIN_EXECUTOR = ThreadLocal.withInitial(() -> {
        JniUtils.setGraphExecutorOptimize(false);
        return true;
    });

    private OpLibrary() {}

    /** To be called on every thread before it runs TorchScript. */
    static void usePlainExecutor() {
        PLAIN_EXECUTOR.get();
    }

    /** Calls {@code method}; its tensor is attached to {@code owner}'s manager. */
    static NDArray call(NDArray owner, String method, Object... arguments) {
        return call(owner.getManager(), method, arguments);
    }

    static NDArray call(NDManager owner, String method, Object... arguments) {
        usePlainExecutor();
        return TorchScriptCall.tensor((PtNDManager) owner, MODULE, method, arguments);
    }

    /** Calls {@code method}, which gives a list of tensors. */
    static List<NDArray> callForList(NDManager owner, String method, Object... arguments) {
        usePlainExecutor();
        return TorchScriptCall.tensors((PtNDManager) owner, MODULE, method, arguments);
    }

    static void effect(String method, Object... arguments) {
        usePlainExecutor();
        TorchScriptCall.effect(MODULE, method, arguments);
    }

    private static PtSymbolBlock load() {
        PtNDManager manager = (PtNDManager) Tensors.newManager();
        try (InputStream in = OpLibrary.class.getResourceAsStream(SOURCE)) {
            Path archive = Files.createTempFile("spark-lavit-ops", ".pt");
            try {
                try (OutputStream out = Files.newOutputStream(archive)) {
                    TorchScriptArchive.write(out, new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
                return JniUtils.loadModule(manager, archive, false, new String[0], new String[0], true);
            } finally {
                Files.delete(archive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot assemble the op library in java.io.tmpdir", e);
        }
    }
}
