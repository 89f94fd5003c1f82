package org.sparklavit.tensor;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.TorchScriptCall;
import java.nio.file.Path;
import java.util.List;
import org.sparklavit.config.ConfigException;

/**
 * Somebody's TorchScript archive (what {@code torch.jit.save} writes), frozen. An archive holds code, which libtorch
 * runs: load only what you trust.
 */
public final class TorchScriptModule implements AutoCloseable {
    private static final String[] NO_EXTRA_FILES = {};

    private final Path archive;
    private final PtNDManager manager;
    private final PtSymbolBlock module;

    private TorchScriptModule(Path archive, PtNDManager manager, PtSymbolBlock module) {
        this.archive = archive;
        this.manager = manager;
        this.module = module;
    }

    /**
     * Loads {@code archive} onto this process's device, in evaluation mode; the file is not needed afterwards.
     *
     * @throws ConfigException if libtorch cannot read it
     */
    public static TorchScriptModule load(Path archive) {
        PtNDManager manager = (PtNDManager) Tensors.newManager();
        try {
            PtSymbolBlock module = JniUtils.loadModule(manager, archive, true, NO_EXTRA_FILES, NO_EXTRA_FILES, false);
            JniUtils.enableInferenceMode(module);
            return new TorchScriptModule(archive, manager, module);
        } catch (EngineException e) {
            manager.close();
            throw new ConfigException(archive + " is not a TorchScript archive that libtorch can load (" + reason(e)
                    + "). Write one with torch.jit.save.");
        }
    }

    /** Calls {@code forward} with one tensor, without recording gradients; the result belongs to its manager. */
    public NDArray forward(NDArray x) {
        OpLibrary.usePlainExecutor();
        try (Autograd still = Autograd.off()) {
            return TorchScriptCall.tensor((PtNDManager) x.getManager(), module, "forward", x);
        }
    }

    /**
     * As {@link #forward}, to find out whether the module fits.
     *
     * @throws ConfigException if the module fails, or gives anything but one tensor
     */
    public NDArray tryForward(NDArray x) {
        try {
            return forward(x);
        } catch (EngineException e) {
            throw new ConfigException("the TorchScript file " + archive + " does not map a tensor of the shape "
                    + x.getShape() + " to one tensor: " + reason(e));
        }
    }

    /** libtorch's messages go on with frames of C++, and those of its interpreter begin with frames of the module. */
    private static String reason(EngineException e) {
        List<String> lines = String.valueOf(e.getMessage()).lines().toList();
        return lines.stream()
                .filter(line -> line.startsWith("RuntimeError: "))
                .findFirst()
                .orElse(lines.isEmpty() ? "no reason given" : lines.get(0));
    }

    @Override
    public void close() {
        module.close();
        manager.close();
    }
}
